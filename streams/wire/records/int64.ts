const TWO_32 = 0x1_0000_0000

/** A big-endian int64 as a number: exact up to 2^53, which offsets, times and producer ids never leave. */
export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4)
}

export function writeInt64(buffer: Buffer, at: number, value: number): void {
  buffer.writeInt32BE(Math.floor(value / TWO_32), at)
  buffer.writeUInt32BE(value >>> 0, at + 4)
}
