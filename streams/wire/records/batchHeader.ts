import { KafkaError } from '../kafkaError.ts'
import {
  ATTRIBUTES,
  BASE_OFFSET,
  BASE_TIMESTAMP,
  BATCH_LENGTH,
  CONTROL,
  CRC,
  LAST_OFFSET_DELTA,
  LENGTH_END,
  LOG_APPEND_TIME,
  MAGIC,
  MAX_TIMESTAMP,
  PRODUCER_ID,
  RECORD_COUNT,
  RECORDS,
  TRANSACTIONAL,
} from './batchLayout.ts'
import { CorruptBatch } from './corruptBatch.ts'
import { crc32c } from './crc32c.ts'
import { readInt64 } from './int64.ts'

/** The head of one batch inside a fetched buffer. */
export class BatchHeader {
  readonly #buffer: Buffer
  readonly start: number
  /** Where the next batch begins. */
  readonly end: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly attributes: number

  /** Null when the rest of the buffer holds no whole batch: brokers cut the last one where the size limit falls. */
  static at(buffer: Buffer, start: number): BatchHeader | null {
    const left = buffer.length - start
    if (left <= MAGIC) return null
    const length = buffer.readInt32BE(start + BATCH_LENGTH)
    const baseOffset = readInt64(buffer, start + BASE_OFFSET)
    const magic = buffer[start + MAGIC]!
    if (magic < 2) {
      const what = `the batch at offset ${baseOffset} has the format ${magic} of Kafka before 0.11`
      throw new KafkaError(43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT', false, 'reading records', what)
    }
    if (length < RECORDS - LENGTH_END) throw new CorruptBatch(baseOffset, `its length is ${length}`)
    return LENGTH_END + length > left
      ? null
      : new BatchHeader(buffer, start, start + LENGTH_END + length, baseOffset)
  }

  private constructor(buffer: Buffer, start: number, end: number, baseOffset: number) {
    this.#buffer = buffer
    this.start = start
    this.end = end
    this.baseOffset = baseOffset
    this.lastOffset = baseOffset + buffer.readInt32BE(start + LAST_OFFSET_DELTA)
    this.attributes = buffer.readInt16BE(start + ATTRIBUTES)
  }

  get isControl(): boolean {
    return (this.attributes & CONTROL) !== 0
  }

  get isTransactional(): boolean {
    return (this.attributes & TRANSACTIONAL) !== 0
  }

  /** −1: of a producer without an id. */
  get producerId(): number {
    return readInt64(this.#buffer, this.start + PRODUCER_ID)
  }

  get baseTimestamp(): number {
    return readInt64(this.#buffer, this.start + BASE_TIMESTAMP)
  }

  /** The time all records have that were stamped by the broker; null when each has its own. */
  get appendTime(): number | null {
    return (this.attributes & LOG_APPEND_TIME) !== 0
      ? readInt64(this.#buffer, this.start + MAX_TIMESTAMP)
      : null
  }

  get recordCount(): number {
    return this.#buffer.readInt32BE(this.start + RECORD_COUNT)
  }

  /** The records as they lie in the batch, maybe compressed. */
  get records(): Buffer {
    return this.#buffer.subarray(this.start + RECORDS, this.end)
  }

  checkCrc(): void {
    const found = crc32c(this.#buffer.subarray(this.start + ATTRIBUTES, this.end))
    const expected = this.#buffer.readUInt32BE(this.start + CRC)
    if (found !== expected) {
      throw new CorruptBatch(
        this.baseOffset,
        `its checksum is ${found.toString(16)}, not ${expected.toString(16)}`,
      )
    }
  }
}
