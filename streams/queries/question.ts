import type { IndexRange } from './indexRange.ts'
import type { StoreSource } from './storeSource.ts'

/** What one instance asks another of one store. Plain JSON. Keys are as `keyText` has them. */
export type Question = KeysQuestion | PageQuestion | CountQuestion

interface AnyQuestion {
  readonly store: string
  /** Whoever is asked answers for those of them that he has. */
  readonly partitions: readonly number[]
  /** Whether a standby will do. */
  readonly standby: boolean
  /** Rows as they were at this moment, event time; absent: as they are. */
  readonly at?: number
}

export interface KeysQuestion extends AnyQuestion {
  readonly kind: 'keys'
  readonly keys: readonly string[]
  /** The partition of each key; absent: a key may be in any of them. */
  readonly of?: readonly number[]
}

export interface PageQuestion extends AnyQuestion {
  readonly kind: 'page'
  readonly page: RangeQuestion
}

export interface CountQuestion extends AnyQuestion {
  readonly kind: 'count'
  /** Only these. */
  readonly by?: IndexRange
}

/** Rows of a range, as PageOptions have it; with `by` as IndexPageOptions do, and `after` is a place. */
export interface RangeQuestion {
  readonly by?: IndexRange
  readonly from?: string
  readonly to?: string
  readonly prefix?: string
  readonly after?: string
  readonly limit?: number
  readonly scan?: number
  readonly where?: Where
}

/** Fields of the row, of the first level, that must have these values. */
export type Where = Readonly<Record<string, string | number | boolean | null>>

/** An answer for the partitions of `sources`, no others. */
export interface Reply {
  readonly sources: readonly StoreSource[]
  /** What was found; values as the store's serde reads them. By an index: with the place of each. */
  readonly rows: readonly (readonly [key: string, value: unknown, place?: string])[]
  /** Nothing was found, because nobody knows what the rows were at the moment asked for: from this one on they are known. */
  readonly historySince?: number
  /** Of a page: go on after this key, or place. */
  readonly next: string | null
  readonly count: number
}
