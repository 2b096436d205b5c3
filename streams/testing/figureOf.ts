import { type RowsFigure, RowsHash } from '../stores/rowsHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import { hashStored } from '../stores/storedValue.ts'

/** What the hash of a store with these rows must be. */
export function figureOf(rows: Iterable<StoredRow>): RowsFigure {
  const sum = new RowsHash()
  for (const { key, value } of rows) sum.replace(null, hashStored(key, value))
  return sum.figure
}
