import type { AbortedTransaction, OpenTransaction, ProducedBatch } from '../../../wire/kafka.ts'
import { BatchHeader } from '../../../wire/records/batchHeader.ts'
import {
  BASE_SEQUENCE,
  MAX_TIMESTAMP,
  PRODUCER_EPOCH,
  RECORD_COUNT,
} from '../../../wire/records/batchLayout.ts'
import { readInt64 } from '../../../wire/records/int64.ts'
import { markerBatch, placeAt } from '../../../wire/records/markerBatch.ts'
import { RecordCursor } from '../../../wire/records/recordCursor.ts'
import { ProducerState } from './producerState.ts'
import { refusal } from './refusal.ts'

interface StoredBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly bytes: Buffer
}

interface AbortedRange extends AbortedTransaction {
  readonly lastOffset: number
}

const noRecords = Buffer.alloc(0)

/** One partition as its leader keeps it: batches as they came, the producers' states, what was aborted. One replica. */
export class PartitionLog {
  readonly topic: string
  readonly partition: number
  #batches: StoredBatch[] = []
  #start = 0
  #end = 0
  #stable = 0
  readonly #producers = new Map<number, ProducerState>()
  /** Producers with an open transaction here. */
  readonly #open = new Set<ProducerState>()
  #aborted: AbortedRange[] = []
  readonly #attempts = new Map<number, { readonly epoch: number; readonly sequence: number }>()
  readonly #waiting = new Set<() => void>()

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get start(): number {
    return this.#start
  }

  /** The high watermark too. */
  get end(): number {
    return this.#end
  }

  get bytes(): number {
    return this.#batches.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  get lastStableOffset(): number {
    return this.#stable
  }

  /**
   * A batch of a client, from now on the log's. `verify` is asked before a batch may open a transaction here: whether the
   * coordinator knows this partition in it.
   */
  append(bytes: Buffer, verify: (producerId: number, epoch: number) => void): ProducedBatch {
    const header = BatchHeader.at(bytes, 0)
    if (!header || header.end !== bytes.length) throw refusal('CORRUPT_MESSAGE', 'not one whole batch')
    const { producerId } = header
    if (producerId < 0) return this.#appended(this.#store(bytes, bytes.readInt32BE(RECORD_COUNT)))
    const epoch = bytes.readInt16BE(PRODUCER_EPOCH)
    const firstSequence = bytes.readInt32BE(BASE_SEQUENCE)
    const count = bytes.readInt32BE(RECORD_COUNT)
    const lastSequence = (firstSequence + count - 1) % 2 ** 31
    const known = this.#producers.get(producerId)
    const duplicate = known?.findDuplicate(epoch, firstSequence, lastSequence) ?? null
    if (duplicate !== null) return this.#appended(duplicate)
    const opens = header.isTransactional && (known?.transactionStart ?? null) === null
    if (opens) {
      this.#attempted(producerId, epoch, firstSequence)
      verify(producerId, epoch)
    }
    known?.checkEpoch(epoch)
    known?.checkSequence(epoch, firstSequence)
    if (opens && firstSequence > this.#attempts.get(producerId)!.sequence)
      throw refusal('OUT_OF_ORDER_SEQUENCE_NUMBER', 'a batch before this one was refused')
    this.#attempts.delete(producerId)
    const state = known ?? this.#addProducer(producerId, epoch)
    const baseOffset = this.#end
    state.appended(epoch, { firstSequence, lastSequence, baseOffset })
    if (header.isTransactional) this.#begin(state)
    return this.#appended(this.#store(bytes, count))
  }

  /** As a group coordinator does for the offsets of a transaction: they take an offset, and nobody reads them from the log. */
  appendOffsets(producerId: number, epoch: number): void {
    const state = this.#producers.get(producerId) ?? this.#addProducer(producerId, epoch)
    state.checkEpoch(epoch)
    state.raiseEpoch(epoch)
    this.#begin(state)
    this.#end++
  }

  /** The end of a transaction, as its coordinator writes it: also where nothing of it was written. */
  appendMarker(end: 'commit' | 'abort', producerId: number, epoch: number, timestamp: number): void {
    const state = this.#producers.get(producerId) ?? this.#addProducer(producerId, epoch)
    state.checkEpoch(epoch)
    state.raiseEpoch(epoch)
    const firstOffset = state.transactionStart
    if (end === 'abort' && firstOffset !== null)
      this.#aborted.push({ producerId, firstOffset, lastOffset: this.#end })
    state.transactionStart = null
    this.#open.delete(state)
    this.#store(markerBatch(end, producerId, epoch, timestamp), 1)
  }

  isOpen(producerId: number): boolean {
    return (this.#producers.get(producerId)?.transactionStart ?? null) !== null
  }

  openTransactions(): OpenTransaction[] {
    const { topic, partition } = this
    return Array.from(this.#open, state => ({
      topic,
      partition,
      producerId: state.producerId,
      producerEpoch: state.epoch,
      firstOffset: state.transactionStart!,
    }))
  }

  /**
   * Whole batches from the one that holds `offset` up to `upTo`, cut where `maxBytes` falls as brokers cut them; with
   * `wholeFirst` the first one is never cut.
   */
  read(offset: number, upTo: number, maxBytes: number, wholeFirst: boolean): Buffer {
    const found: Buffer[] = []
    let left = maxBytes
    for (let i = this.#indexOf(offset); i < this.#batches.length && left > 0; i++) {
      const { baseOffset, bytes } = this.#batches[i]!
      if (baseOffset >= upTo) break
      const whole = bytes.length <= left || (wholeFirst && found.length === 0)
      found.push(whole ? bytes : bytes.subarray(0, left))
      left -= bytes.length
    }
    return found.length === 0 ? noRecords : found.length === 1 ? found[0]! : Buffer.concat(found)
  }

  /** The aborted transactions that lie between two offsets. */
  abortedBetween(offset: number, upTo: number): AbortedTransaction[] {
    return this.#aborted
      .filter(({ firstOffset, lastOffset }) => lastOffset >= offset && firstOffset < upTo)
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
  }

  /** The first offset with a timestamp as late, −1 when there is none before `upTo`. Aborted records count. */
  offsetAt(timestamp: number, upTo: number): number {
    const found = this.#batches.find(
      batch => batch.lastOffset >= this.#start && batch.maxTimestamp >= timestamp,
    )
    if (!found || found.baseOffset >= upTo) return -1
    const cursor = new RecordCursor(found.bytes, this.#start, [])
    while (cursor.next()) if (cursor.timestamp >= timestamp) return cursor.offset
    return found.lastOffset
  }

  /** DeleteRecords, and retention. */
  deleteBefore(offset: number): void {
    const before = offset === -1 ? this.#end : offset
    if (before > this.#end) throw refusal('OFFSET_OUT_OF_RANGE', `${before} is behind the end ${this.#end}`)
    if (before <= this.#start) return
    this.#start = before
    this.#batches = this.#batches.slice(this.#indexOf(before))
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= before)
  }

  /** Drops the batches before the last stable offset that are not to be kept. */
  keepBatches(isKept: (bytes: Buffer) => boolean): void {
    this.#batches = this.#batches.filter(
      ({ baseOffset, bytes }) => baseOffset >= this.#stable || isKept(bytes),
    )
  }

  /** Calls once, when there is more to read here than now. Returns how to prevent it. */
  whenMore(call: () => void): () => void {
    this.#waiting.add(call)
    return () => this.#waiting.delete(call)
  }

  /** Wakes whoever waits for more: the topic is gone. */
  wake(): void {
    for (const call of [...this.#waiting]) call()
  }

  /** The lowest sequence that a producer tried to open a transaction with: what comes after it must not overtake it. */
  #attempted(producerId: number, epoch: number, sequence: number): void {
    const known = this.#attempts.get(producerId)
    if (!known || epoch > known.epoch || (epoch === known.epoch && sequence < known.sequence))
      this.#attempts.set(producerId, { epoch, sequence })
  }

  #addProducer(producerId: number, epoch: number): ProducerState {
    const state = new ProducerState(producerId, epoch)
    this.#producers.set(producerId, state)
    return state
  }

  #begin(state: ProducerState): void {
    if (state.transactionStart !== null) return
    state.transactionStart = this.#end
    this.#open.add(state)
  }

  #store(bytes: Buffer, count: number): number {
    const baseOffset = this.#end
    placeAt(bytes, baseOffset)
    this.#end += count
    const lastOffset = this.#end - 1
    this.#batches.push({ baseOffset, lastOffset, maxTimestamp: readInt64(bytes, MAX_TIMESTAMP), bytes })
    const before = this.#stable
    this.#stable = this.#end
    for (const { transactionStart } of this.#open) this.#stable = Math.min(this.#stable, transactionStart!)
    if (this.#stable > before) this.wake()
    return baseOffset
  }

  #appended(baseOffset: number): ProducedBatch {
    return { topic: this.topic, partition: this.partition, error: null, baseOffset }
  }

  /** Of the first batch that reaches up to the offset. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#batches.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#batches[middle]!.lastOffset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
