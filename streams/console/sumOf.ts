import { addFigures, noRows, type RowsFigure } from '../stores/rowsHash.ts'

type Known = { readonly rows: number | null; readonly hash: string | null }

/** Rows and hash of all parts of a store; null where there is none, or one is not known. */
export function sumOf(parts: readonly Known[]): RowsFigure | null {
  if (parts.length === 0) return null
  let sum = noRows
  for (const { rows, hash } of parts) {
    if (rows === null || hash === null) return null
    sum = addFigures(sum, { rows, hash })
  }
  return sum
}
