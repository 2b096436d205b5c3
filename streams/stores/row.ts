import type { RowHash } from './rowHash.ts'

/** One key's value in memory. `value` undefined: known not to exist. Never mutated, but that hashes are filled in once. */
export interface Row {
  readonly value: unknown
  /** Event time of its last write, milliseconds. */
  readonly timestamp: number
  /** Serialised bytes as far as known; an estimate for rows not yet written. */
  readonly size: number
  /** Of its bytes, null where it does not exist; undefined until it is serialised. */
  hash: RowHash | null | undefined
  /** Of a row to be committed: the hash of the one whose place it takes, null where there is none; undefined: yet to be learned. */
  replaces: RowHash | null | undefined
  /** Of a store with versions: what it was before in the same commit, as of an earlier time, and how many such there are. */
  readonly earlier?: { readonly row: Row; readonly count: number }
}
