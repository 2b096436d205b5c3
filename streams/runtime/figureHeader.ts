import { type RowsFigure, readFigure } from '../stores/rowsHash.ts'
import type { RecordHeader } from '../wire/records/recordHeader.ts'

/**
 * A header of the last record that a commit writes to a changelog partition: what the rows are with it. So whoever restores or follows
 * the changelog knows their hash without having seen the rows that others took the place of.
 */
export const figureHeader = 'millrace.rows'

export const encodeFigure = ({ rows, hash }: RowsFigure): RecordHeader => ({
  key: figureHeader,
  value: Buffer.from(`${rows} ${hash}`),
})

/** Null where it is none. */
export function decodeFigure(value: Uint8Array): RowsFigure | null {
  const [rows, hash] = Buffer.from(value).toString().split(' ')
  return readFigure({ rows: Number(rows), hash })
}
