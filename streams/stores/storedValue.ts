import type { Serde } from '../serdes/serde.ts'
import type { Row } from './row.ts'
import { hashRow, type RowHash } from './rowHash.ts'

/** A stored value: eight bytes of event time, then the serialised value. */
const header = 8

/** Without its event time: a view. */
export const valueIn = (stored: Buffer): Buffer => stored.subarray(header)

/** The hash of a stored row. Its event time is left out: it is not part of what a row says. */
export const hashStored = (key: Uint8Array, stored: Uint8Array): RowHash => hashRow(key, stored, header)

export function encodeRow(value: string | Uint8Array, timestamp: number): Buffer {
  if (typeof value !== 'string') {
    const stored = Buffer.allocUnsafe(header + value.byteLength)
    stored.writeDoubleBE(timestamp, 0)
    stored.set(value, header)
    return stored
  }
  const stored = Buffer.allocUnsafe(header + Buffer.byteLength(value))
  stored.writeDoubleBE(timestamp, 0)
  stored.utf8Write(value, header)
  return stored
}

/** Event time of a stored value. */
export const timestampOf = (stored: Buffer): number => stored.readDoubleBE(0)

export function decodeRow(serde: Serde<unknown>, stored: Buffer): Row {
  const value =
    serde.format === 'text'
      ? serde.deserialize(stored.utf8Slice(header, stored.length))
      : serde.deserialize(stored.subarray(header))
  return { value, timestamp: timestampOf(stored), size: stored.length, hash: undefined, replaces: undefined }
}
