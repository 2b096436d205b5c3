import { crc32 } from 'node:zlib'
import type { OutboxEntry } from './outboxEntry.ts'

/*
 * A segment of the outbox: a header, then records one after the other, each with its number by its place.
 *
 *     header   "CABOUT01"  id of the outbox (36)  number of the first record (u64)  crc32 of these (u32)
 *     record   bytes of the payload (u32)  crc32 of the payload (u32)  payload: an OutboxEntry as JSON
 *
 * It is only ever appended to, so whatever cuts it short leaves a prefix.
 */

const magic = 'CABOUT01'
const idLength = 36
const headerCrc = magic.length + idLength + 8
export const headerLength = headerCrc + 4
const frameLength = 8

export interface Segment {
  readonly outboxId: string
  readonly first: number
  readonly entries: readonly { readonly entry: OutboxEntry; readonly bytes: number }[]
  /** Up to here it is what was written; what follows is not. */
  readonly soundBytes: number
  /** Whether what follows is the beginning of a record, or nothing: the writing was interrupted. Else it is damage. */
  readonly torn: boolean
}

export function encodeHeader(outboxId: string, first: number): Buffer {
  const header = Buffer.alloc(headerLength)
  header.write(magic, 0, 'latin1')
  header.write(outboxId, magic.length, 'latin1')
  header.writeBigUInt64BE(BigInt(first), magic.length + idLength)
  header.writeUInt32BE(crc32(header.subarray(0, headerCrc)), headerCrc)
  return header
}

export function encodeEntry(entry: OutboxEntry): Buffer {
  const payload = Buffer.from(JSON.stringify(entry))
  const frame = Buffer.allocUnsafe(frameLength + payload.length)
  frame.writeUInt32BE(payload.length, 0)
  frame.writeUInt32BE(crc32(payload), 4)
  payload.copy(frame, frameLength)
  return frame
}

/** All that is sound from the beginning; null when not even the header is. */
export function readSegment(file: Buffer): Segment | null {
  if (file.length < headerLength || file.toString('latin1', 0, magic.length) !== magic) return null
  if (file.readUInt32BE(headerCrc) !== crc32(file.subarray(0, headerCrc))) return null
  const entries: { entry: OutboxEntry; bytes: number }[] = []
  let at = headerLength
  let torn = true
  while (at + frameLength <= file.length) {
    const end = at + frameLength + file.readUInt32BE(at)
    if (end > file.length) break
    const payload = file.subarray(at + frameLength, end)
    if (payload.length === 0 || crc32(payload) !== file.readUInt32BE(at + 4)) {
      // After a power cut a file may have grown without what was written.
      torn = file.subarray(at).every(byte => byte === 0)
      break
    }
    entries.push({ entry: JSON.parse(payload.toString()) as OutboxEntry, bytes: end - at })
    at = end
  }
  return {
    outboxId: file.toString('latin1', magic.length, magic.length + idLength),
    first: Number(file.readBigUInt64BE(magic.length + idLength)),
    entries,
    soundBytes: at,
    torn,
  }
}
