import { crc32 } from 'node:zlib'
import { readFigure } from './rowsHash.ts'
import type { StorePosition } from './stateDatabase.ts'

/** JSON with a checksum over the position and whose it is. */
export function encodePosition(store: string, partition: number, position: StorePosition): Buffer {
  return Buffer.from(JSON.stringify({ ...position, crc: checksum(store, partition, position) }))
}

/** Null when it is not what was written. Positions from before there were checksums are read as they are. */
export function decodePosition(store: string, partition: number, stored: Buffer): StorePosition | null {
  try {
    const { topic, topicId, offset, time, written, indexes, historySince, figure, crc } = JSON.parse(
      stored.toString(),
    ) as StorePosition & { crc?: number }
    const position = {
      topic,
      topicId,
      offset,
      time,
      ...(written !== undefined && { written }),
      ...(indexes !== undefined && { indexes }),
      ...(historySince !== undefined && { historySince }),
      ...(readFigure(figure) && { figure: readFigure(figure)! }),
    }
    if (typeof topic !== 'string' || typeof topicId !== 'string') return null
    if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isFinite(time)) return null
    return crc === undefined || crc === checksum(store, partition, position) ? position : null
  } catch {
    return null
  }
}

/** Not over what later programs have added: an earlier one that leaves that out reads the rest as it was. */
function checksum(store: string, partition: number, position: StorePosition): number {
  const { topic, topicId, offset, time, written } = position
  const fields = [store, partition, topic, topicId, offset, time]
  return crc32(JSON.stringify(written === undefined ? fields : [...fields, written]))
}
