import { type RowsFigure, RowsHash } from './rowsHash.ts'
import type { StateReader } from './stateDatabase.ts'
import { hashStored } from './storedValue.ts'

/** Rows and bytes that one step reads, about. */
const stepRows = 500
const stepBytes = 1024 * 1024

/** The hash of the rows of a store partition, computed from them. `pause` is awaited between steps of some milliseconds: others' turn. */
export async function scanRows(
  reader: StateReader,
  store: string,
  partition: number,
  pause: () => Promise<void>,
): Promise<RowsFigure> {
  const sum = new RowsHash()
  let limit = stepRows
  for (let from: Uint8Array | undefined; ; ) {
    const rows = await reader.range(store, partition, { from, limit })
    let bytes = 0
    for (const { key, value } of rows) {
      sum.replace(null, hashStored(key, value))
      bytes += key.length + value.length
    }
    if (rows.length < limit) return sum.figure
    from = Buffer.concat([rows.at(-1)!.key, Buffer.of(0)])
    limit = Math.max(1, Math.min(stepRows, Math.floor((stepBytes * rows.length) / bytes)))
    await pause()
  }
}
