import {
  ATTRIBUTES,
  BASE_OFFSET,
  BASE_SEQUENCE,
  BASE_TIMESTAMP,
  BATCH_LENGTH,
  CRC,
  LAST_OFFSET_DELTA,
  LEADER_EPOCH,
  LENGTH_END,
  MAGIC,
  MAX_TIMESTAMP,
  PRODUCER_EPOCH,
  PRODUCER_ID,
  RECORD_COUNT,
  RECORDS,
  TRANSACTIONAL,
} from './batchLayout.ts'
import { type Compression, compress } from './compression.ts'
import { crc32c } from './crc32c.ts'
import { writeInt64 } from './int64.ts'
import type { RecordHeader } from './recordHeader.ts'
import { sizeOfVarint, sizeOfVarlong, writeVarint, writeVarlong } from './varint.ts'

const INITIAL_CAPACITY = 16 * 1024
/** Below this a loop over the characters beats a call into Node. */
const SHORT = 12

export interface BatchOptions {
  /** −1, with epoch and sequence −1: a plain producer. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
  readonly compression?: Compression
}

/** Options of a batch without idempotence or transaction. */
export const plainBatch: BatchOptions = Object.freeze({
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  transactional: false,
})

/**
 * Encodes records into one batch of format 2, straight into one growing buffer, no object a record.
 *
 * Append any number of records, `finish` once, `reset`, and so on: the buffer is kept. Not bounded by itself: watch `size`
 * (a broker refuses more than its `max.message.bytes`, 1 MiB by default, after compression).
 */
export class BatchBuilder {
  #buffer = Buffer.allocUnsafe(INITIAL_CAPACITY)
  #at = RECORDS
  #count = 0
  #baseTimestamp = 0
  #maxTimestamp = 0

  /** Bytes so far, batch header included, before compression. */
  get size(): number {
    return this.#at
  }

  get count(): number {
    return this.#count
  }

  append(
    key: string | Uint8Array | null,
    value: string | Uint8Array | null,
    timestamp: number,
    headers: readonly RecordHeader[] | null,
  ): void {
    if (this.#count === 0) {
      this.#baseTimestamp = timestamp
      this.#maxTimestamp = timestamp
    } else if (timestamp > this.#maxTimestamp) {
      this.#maxTimestamp = timestamp
    }
    const timestampDelta = timestamp - this.#baseTimestamp
    const keySize = byteSize(key)
    const valueSize = byteSize(value)
    const body =
      1 +
      sizeOfVarlong(timestampDelta) +
      sizeOfVarint(this.#count) +
      sizeOfVarint(keySize) +
      (keySize > 0 ? keySize : 0) +
      sizeOfVarint(valueSize) +
      (valueSize > 0 ? valueSize : 0) +
      (headers === null ? 1 : sizeOfHeaders(headers))
    this.#reserve(body + 5)

    const buffer = this.#buffer
    let at = writeVarint(buffer, this.#at, body)
    buffer[at++] = 0 // attributes of the record: none are defined
    at = writeVarlong(buffer, at, timestampDelta)
    at = writeVarint(buffer, at, this.#count)
    at = writeBytes(buffer, at, key, keySize)
    at = writeBytes(buffer, at, value, valueSize)
    at = headers === null ? writeVarint(buffer, at, 0) : writeHeaders(buffer, at, headers)
    this.#at = at
    this.#count++
  }

  /** The whole batch, a copy that is the caller's to keep. Does not reset. An empty batch is a RangeError. */
  finish(options: BatchOptions): Buffer {
    if (this.#count === 0) throw new RangeError('A record batch needs a record')
    const compressed =
      options.compression && options.compression !== 'none'
        ? compress(this.#buffer.subarray(RECORDS, this.#at), options.compression)
        : null
    const size = compressed ? RECORDS + compressed.bytes.length : this.#at
    const batch = Buffer.allocUnsafe(size)
    if (compressed) compressed.bytes.copy(batch, RECORDS)
    else this.#buffer.copy(batch, RECORDS, RECORDS, size)

    writeInt64(batch, BASE_OFFSET, 0)
    batch.writeInt32BE(size - LENGTH_END, BATCH_LENGTH)
    batch.writeInt32BE(-1, LEADER_EPOCH)
    batch[MAGIC] = 2
    batch.writeInt16BE((compressed?.bits ?? 0) | (options.transactional ? TRANSACTIONAL : 0), ATTRIBUTES)
    batch.writeInt32BE(this.#count - 1, LAST_OFFSET_DELTA)
    writeInt64(batch, BASE_TIMESTAMP, this.#baseTimestamp)
    writeInt64(batch, MAX_TIMESTAMP, this.#maxTimestamp)
    writeInt64(batch, PRODUCER_ID, options.producerId)
    batch.writeInt16BE(options.producerEpoch, PRODUCER_EPOCH)
    batch.writeInt32BE(options.baseSequence, BASE_SEQUENCE)
    batch.writeInt32BE(this.#count, RECORD_COUNT)
    batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
    return batch
  }

  reset(): void {
    this.#at = RECORDS
    this.#count = 0
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#at)
    this.#buffer = grown
  }
}

/** −1 for null, as the format has it. */
function byteSize(data: string | Uint8Array | null): number {
  if (data === null) return -1
  return typeof data === 'string' ? Buffer.byteLength(data) : data.length
}

function writeBytes(buffer: Buffer, at: number, data: string | Uint8Array | null, size: number): number {
  const start = writeVarint(buffer, at, size)
  if (data === null) return start
  if (typeof data !== 'string') {
    buffer.set(data, start)
  } else if (data.length !== size) {
    buffer.write(data, start, size, 'utf8')
  } else if (size < SHORT) {
    for (let i = 0; i < size; i++) buffer[start + i] = data.charCodeAt(i)
  } else {
    buffer.write(data, start, size, 'latin1') // as many bytes as characters: ASCII, and latin1 is the faster copy
  }
  return start + size
}

function sizeOfHeaders(headers: readonly RecordHeader[]): number {
  let size = sizeOfVarint(headers.length)
  for (const header of headers) {
    const key = Buffer.byteLength(header.key)
    const value = byteSize(header.value)
    size += sizeOfVarint(key) + key + sizeOfVarint(value) + (value > 0 ? value : 0)
  }
  return size
}

function writeHeaders(buffer: Buffer, at: number, headers: readonly RecordHeader[]): number {
  let to = writeVarint(buffer, at, headers.length)
  for (const header of headers) {
    to = writeBytes(buffer, to, header.key, Buffer.byteLength(header.key))
    to = writeBytes(buffer, to, header.value, byteSize(header.value))
  }
  return to
}
