import type { RowsFigure, StoreHash } from 'millrace'

/** What one instance says of a store partition that it has. */
export interface StoreReading extends StoreHash {
  /** What its rows were when they were read one by one; null: that was not asked for, or could not be done. */
  readonly scanned: RowsFigure | null
}

/** `unknown`: there is nothing to compare, as one of the two is not known. */
export type ScanVerdict = 'equal' | 'different' | 'unknown'

export function verdictOf({ rows, hash, scanned }: StoreReading): ScanVerdict {
  if (hash === null || scanned === null) return 'unknown'
  return scanned.hash === hash && scanned.rows === rows ? 'equal' : 'different'
}
