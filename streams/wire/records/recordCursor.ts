import type { AbortedTransaction } from '../kafka.ts'
import { AbortedFilter } from './abortedFilter.ts'
import { BatchHeader } from './batchHeader.ts'
import { COMPRESSION_MASK, RECORDS } from './batchLayout.ts'
import { decompress } from './compression.ts'
import { CorruptBatch } from './corruptBatch.ts'
import type { RecordHeader } from './recordHeader.ts'
import { VarintReader } from './varintReader.ts'

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([])
const ABORT = 0

/**
 * Walks over the records of one fetched partition without copying them, read committed.
 *
 * `next` moves to the next record and says whether there is one; the other members speak of the record it moved to and stay
 * valid until it is called again. Left out: records below `fromOffset`, transaction markers, records of aborted transactions,
 * and a batch at the end that the broker cut off. `keyBytes` and `valueBytes` are views into the fetched buffer and keep all
 * of it alive: copy what is to be kept.
 *
 * `next` throws {@link CorruptBatch} when the bytes make no sense, and KafkaError for batches of Kafka before 0.11.
 */
export class RecordCursor {
  readonly #fetched: Buffer
  readonly #fromOffset: number
  readonly #aborted: AbortedFilter
  readonly #checkCrc: boolean
  readonly #reader: VarintReader

  /** Where the next batch begins in the fetched buffer. */
  #batchStart = 0
  /** The offset after the batch that is open. */
  #batchEnd: number
  #baseOffset = 0
  #baseTimestamp = 0
  #appendTime: number | null = null
  #recordsLeft = 0
  /** Where the records of the open batch end in the reader's buffer. */
  #limit = 0

  #nextOffset: number
  #offset = -1
  #timestamp = -1
  #size = 0
  #keyAt = 0
  #keySize = -1
  #valueAt = 0
  #valueSize = -1
  #isUnbroken = true
  #isBatchHidden = false

  constructor(
    records: Buffer,
    fromOffset: number,
    aborted: readonly AbortedTransaction[],
    options?: { readonly checkCrc?: boolean },
  ) {
    this.#fetched = records
    this.#fromOffset = fromOffset
    this.#aborted = new AbortedFilter(aborted)
    this.#checkCrc = options?.checkCrc ?? true
    this.#reader = new VarintReader(records, 0)
    this.#batchEnd = fromOffset
    this.#nextOffset = fromOffset
  }

  next(): boolean {
    for (;;) {
      while (this.#recordsLeft > 0) {
        this.#recordsLeft--
        this.#readRecord()
        if (this.#offset >= this.#fromOffset) {
          this.#nextOffset = this.#offset + 1
          this.#isUnbroken = true
          return true
        }
      }
      if (this.#batchEnd > this.#nextOffset) {
        // Of its records the last ones are gone, or all.
        if (!this.#isBatchHidden) this.#isUnbroken = false
        this.#nextOffset = this.#batchEnd
      }
      if (!this.#openBatch()) return false
    }
  }

  get offset(): number {
    return this.#offset
  }

  get timestamp(): number {
    return this.#timestamp
  }

  /** Where to go on: after the current record; once `next` said false, after everything whole in this buffer. */
  get nextOffset(): number {
    return this.#nextOffset
  }

  /** Bytes of the record as it is encoded, without compression. */
  get size(): number {
    return this.#size
  }

  /** In bytes; −1 when the key is null. */
  get keySize(): number {
    return this.#keySize
  }

  /** In bytes; −1 when the value is null. */
  get valueSize(): number {
    return this.#valueSize
  }

  keyText(): string | null {
    return this.#keySize < 0
      ? null
      : this.#reader.buffer.toString('utf8', this.#keyAt, this.#keyAt + this.#keySize)
  }

  valueText(): string | null {
    if (this.#valueSize < 0) return null
    return this.#reader.buffer.toString('utf8', this.#valueAt, this.#valueAt + this.#valueSize)
  }

  keyBytes(): Buffer | null {
    return this.#keySize < 0 ? null : this.#reader.buffer.subarray(this.#keyAt, this.#keyAt + this.#keySize)
  }

  valueBytes(): Buffer | null {
    return this.#valueSize < 0
      ? null
      : this.#reader.buffer.subarray(this.#valueAt, this.#valueAt + this.#valueSize)
  }

  get hasHeaders(): boolean {
    return this.#reader.buffer[this.#valueAt + Math.max(0, this.#valueSize)] !== 0
  }

  /**
   * Once `next` said false: whether between the last record that it showed (or `fromOffset`) and the end nothing is missing, as where a log was
   * compacted, and nothing was left out but markers and aborted records.
   */
  get isUnbroken(): boolean {
    return this.#isUnbroken
  }

  /** Decoded at each call; one shared empty array when there are none. */
  headers(): readonly RecordHeader[] {
    const reader = new VarintReader(this.#reader.buffer, this.#valueAt + Math.max(0, this.#valueSize))
    const count = reader.varint()
    if (count <= 0) return NO_HEADERS
    const headers: RecordHeader[] = []
    for (let i = 0; i < count && reader.at < this.#limit; i++) {
      const keySize = reader.varint()
      const key = reader.buffer.toString('utf8', reader.at, reader.at + keySize)
      reader.at += keySize
      const valueSize = reader.varint()
      headers.push({
        key,
        value: valueSize < 0 ? null : reader.buffer.subarray(reader.at, reader.at + valueSize),
      })
      if (valueSize > 0) reader.at += valueSize
    }
    return headers
  }

  /** Opens the next batch that has records to show; false when none is left. */
  #openBatch(): boolean {
    const batch = BatchHeader.at(this.#fetched, this.#batchStart)
    if (batch === null) return false
    if (batch.baseOffset > this.#nextOffset) this.#isUnbroken = false
    this.#batchStart = batch.end
    this.#batchEnd = batch.lastOffset + 1
    if (this.#checkCrc) batch.checkCrc()
    this.#isBatchHidden = this.#isHidden(batch)
    if (this.#isBatchHidden || batch.lastOffset < this.#fromOffset) return true

    const compression = batch.attributes & COMPRESSION_MASK
    if (compression === 0) {
      this.#reader.buffer = this.#fetched
      this.#reader.at = batch.start + RECORDS
      this.#limit = batch.end
    } else {
      this.#reader.buffer = unpack(batch, compression)
      this.#reader.at = 0
      this.#limit = this.#reader.buffer.length
    }
    this.#baseOffset = batch.baseOffset
    this.#baseTimestamp = batch.baseTimestamp
    this.#appendTime = batch.appendTime
    this.#recordsLeft = batch.recordCount
    return true
  }

  /** Markers and aborted records take offsets and are not to be seen. The order of the steps is that of Kafka's own consumer. */
  #isHidden(batch: BatchHeader): boolean {
    const producerId = batch.producerId
    if (producerId < 0) return batch.isControl
    this.#aborted.reach(batch.lastOffset)
    if (!batch.isControl) return batch.isTransactional && this.#aborted.isAborted(producerId)
    if (markerType(batch) === ABORT) this.#aborted.end(producerId)
    return true
  }

  #readRecord(): void {
    const reader = this.#reader
    const start = reader.at
    const size = reader.varint()
    const end = reader.at + size
    reader.at++ // attributes of the record: none are defined
    const timestampDelta = reader.varlong()
    this.#offset = this.#baseOffset + reader.varint()
    this.#timestamp = this.#appendTime ?? this.#baseTimestamp + timestampDelta
    this.#keySize = reader.varint()
    this.#keyAt = reader.at
    if (this.#keySize > 0) reader.at += this.#keySize
    this.#valueSize = reader.varint()
    this.#valueAt = reader.at
    if (this.#valueSize > 0) reader.at += this.#valueSize
    // One check for everything above: a length that lies leads past its record.
    if (size < 0 || end > this.#limit || reader.at >= end) {
      throw new CorruptBatch(this.#baseOffset, `its record ${this.#offset} does not fit`)
    }
    this.#size = end - start
    reader.at = end
  }
}

/** 0 aborts, 1 commits: the second half of a marker's key. */
function markerType(batch: BatchHeader): number {
  const reader = new VarintReader(batch.records, 0)
  reader.varint()
  reader.at++
  reader.varlong()
  reader.varint()
  const keySize = reader.varint()
  if (keySize < 4 || reader.at + 4 > reader.buffer.length) {
    throw new CorruptBatch(batch.baseOffset, 'it is a control batch without a marker')
  }
  return reader.buffer.readInt16BE(reader.at + 2)
}

function unpack(batch: BatchHeader, compression: number): Buffer {
  try {
    return decompress(batch.records, compression)
  } catch (error) {
    throw new CorruptBatch(batch.baseOffset, 'it does not decompress', error)
  }
}
