import type { IndexRange, RangeOptions } from 'millrace'
import type { Freshness } from './freshness.ts'

/** A row as it lies in its store; what its fields are is the reader's to know. */
export type StoredRow = Readonly<Record<string, unknown>>

/** `limit` has no default here. With `by`, an index says which rows and in which order, and `after` is a place in it. */
export type RowQuery = Omit<RangeOptions<string>, 'scan' | 'prefix'> & {
  readonly limit: number
  readonly by?: IndexRange
}

export interface RowPage {
  /** In the order of their keys' bytes, or of the index. With `where`, a page may be short and still have a `next`. */
  readonly rows: readonly (readonly [key: string, row: StoredRow])[]
  readonly next: string | null
}

/**
 * Committed rows of the whole application. Whole or not at all: rejects while some partition is served nowhere, so that an
 * absent row means that there is none; but a page leaves it out where the request asks for parts, too. `freshness` says what
 * rows must be like, and is told what they are.
 */
export interface Rows {
  get(store: string, key: string, freshness: Freshness): Promise<StoredRow | null>
  /** In the order of the keys. */
  getAll(store: string, keys: readonly string[], freshness: Freshness): Promise<readonly (StoredRow | null)[]>
  page(store: string, query: RowQuery, freshness: Freshness): Promise<RowPage>
}
