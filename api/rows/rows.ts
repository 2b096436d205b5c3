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

/** An answer with the partitions that it speaks for. */
export interface Served<T> {
  readonly partitions: readonly number[]
  readonly found: T
}

/**
 * Committed rows of the whole application. Whole or not at all: rejects with a Problem (503) while some partition is served
 * nowhere, so that an absent row means that there is none.
 */
export interface Rows {
  get(store: string, key: string): Promise<StoredRow | null>
  page(store: string, query: RowQuery): Promise<RowPage>
}

/** The rows of some partitions: this process's, or a peer's. */
export interface PartialRows {
  get(store: string, key: string): Promise<Served<StoredRow | null>>
  page(store: string, query: RowQuery): Promise<Served<RowPage>>
}
