/** One key's value in memory. `value` undefined: known not to exist. Never mutated. */
export interface Row {
  readonly value: unknown
  /** Event time of its last write, milliseconds. */
  readonly timestamp: number
  /** Serialised bytes as far as known; an estimate for rows not yet written. */
  readonly size: number
  /** Of a store with versions: what it was before in the same commit, as of an earlier time, and how many such there are. */
  readonly earlier?: { readonly row: Row; readonly count: number }
}
