import type { Freshness } from './freshness.ts'

/** A row as it lies in its store; what its fields are is the reader's to know. */
export type StoredRow = Readonly<Record<string, unknown>>

export interface RowQuery {
  /** Only keys from ≤ key < to. */
  readonly from?: string
  readonly to?: string
  /** Go on after this key. */
  readonly after?: string
  readonly limit: number
  /** Fields that must have these values. */
  readonly where?: Readonly<Record<string, string>>
}

export interface RowPage {
  /** In the order of their keys' bytes. With `where`, a page may be short and still have a `next`. */
  readonly rows: readonly (readonly [key: string, row: StoredRow])[]
  readonly next: string | null
}

/** A partition that was read from a standby: committed rows, as of some time ago. */
export interface StandbyRead {
  readonly partition: number
  /** Committed changes that its rows lack, as far as is known. */
  readonly lag: number
  /** Milliseconds since they were last known to be all there were; null: not once since it began to follow. */
  readonly behindMs: number | null
}

/** An answer with the partitions that it speaks for. */
export interface Served<T> {
  readonly partitions: readonly number[]
  readonly found: T
  /** Those of the partitions that were read from a standby. */
  readonly standbys: readonly StandbyRead[]
}

/**
 * Committed rows of the whole application. Whole or not at all: rejects with a Problem (503) while some partition is served
 * nowhere, so that an absent row means that there is none. A partition whose task cannot be asked now is read from a standby,
 * which `freshness` is told.
 */
export interface Rows {
  get(store: string, key: string, freshness: Freshness): Promise<StoredRow | null>
  page(store: string, query: RowQuery, freshness: Freshness): Promise<RowPage>
}

/** The rows of some partitions: this process's, or a peer's. Of those that it runs; or of these, of which it may have standbys. */
export interface PartialRows {
  get(store: string, key: string, standbys?: readonly number[]): Promise<Served<StoredRow | null>>
  page(store: string, query: RowQuery, standbys?: readonly number[]): Promise<Served<RowPage>>
}
