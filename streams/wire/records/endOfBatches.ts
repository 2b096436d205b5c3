/**
 * The offset after the last whole batch of a fetched buffer; `from` when there is none. Reads batch headers alone.
 * Layout: base offset at 0, length of the rest at 8, last offset delta at 23.
 */
export function endOfBatches(records: Buffer, from: number): number {
  let end = from
  for (let at = 0; at + 61 <= records.length; ) {
    const next = at + 12 + records.readInt32BE(at + 8)
    if (next <= at || next > records.length) break
    end = records.readUInt32BE(at) * 2 ** 32 + records.readUInt32BE(at + 4) + records.readInt32BE(at + 23) + 1
    at = next
  }
  return end
}
