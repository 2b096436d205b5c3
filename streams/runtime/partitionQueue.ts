import type { SourceNode } from '../graph/node.ts'
import type { RawRecord } from '../processing/failure.ts'
import type { InputRecord } from '../processing/inputRecord.ts'
import type { Serde } from '../serdes/serde.ts'
import type { AbortedTransaction } from '../wire/kafka.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'

interface FetchedChunk {
  readonly records: Buffer
  readonly from: number
  readonly aborted: readonly AbortedTransaction[]
  /** The offset after it. */
  readonly end: number
  /** Where records that failed were last looked up. */
  reread: RecordCursor | null
}

/** One input partition of a task: what was fetched and not yet processed, and how far processing is. */
export class PartitionQueue {
  readonly topic: string
  readonly partition: number
  /** Null: whichever topic has the name. */
  readonly topicId: string | null
  readonly #source: SourceNode
  readonly #chunks: FetchedChunk[] = []
  #cursor: RecordCursor | null = null
  #chunk: FetchedChunk | null = null
  #bytes = 0
  /** Since `takeCounts`. */
  #takenRecords = 0
  #takenBytes = 0
  /** The next offset to fetch. */
  fetchOffset: number
  /** The next offset to process: what a commit writes. */
  position: number
  /** The last stable offset as the newest fetch told it; unknown at first. */
  endOffset = Number.POSITIVE_INFINITY
  /** Records from this offset on are not taken: they stay here. Infinity: all are. */
  limit = Number.POSITIVE_INFINITY

  constructor(
    source: SourceNode,
    topic: string,
    partition: number,
    position: number,
    topicId: string | null = null,
  ) {
    this.#source = source
    this.topic = topic
    this.partition = partition
    this.topicId = topicId
    this.fetchOffset = position
    this.position = position
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether it is a repartition topic's: read by this application alone. */
  get isInternal(): boolean {
    return this.#source.internal
  }

  /** Whether a record is at hand; `headTimestamp` and `take` then speak of it. */
  get hasRecord(): boolean {
    return this.#cursor !== null && this.#cursor.offset < this.limit
  }

  get headTimestamp(): number {
    return this.#cursor!.timestamp
  }

  /** Nothing at hand, and nothing was left in the topic when it was last asked; with a limit, that it is reached. */
  get isAtEnd(): boolean {
    if (this.limit !== Number.POSITIVE_INFINITY) return this.#at >= this.limit
    return this.#cursor === null && this.fetchOffset >= this.endOffset
  }

  /** Whether every record before the limit is done, and none behind it. */
  get isAtLimit(): boolean {
    return this.position === this.limit
  }

  get lag(): number {
    return Number.isFinite(this.endOffset) ? Math.max(0, this.endOffset - this.position) : 0
  }

  push(records: Buffer, aborted: readonly AbortedTransaction[], end: number): void {
    this.#chunks.push({ records, from: this.fetchOffset, aborted, end, reread: null })
    this.#bytes += records.length
    this.fetchOffset = end
    if (this.#cursor === null) this.#open()
  }

  /** The record at hand; moves on to the next. Bytes that cannot be read go to `failed`; null is returned then. */
  take(failed: (error: Error, raw: RawRecord) => void): InputRecord | null {
    const cursor = this.#cursor!
    const chunk = this.#chunk!
    const { offset, timestamp } = cursor
    this.#takenRecords++
    this.#takenBytes += cursor.size
    let record: InputRecord | null = null
    try {
      record = {
        topic: this.topic,
        partition: this.partition,
        offset,
        timestamp,
        key: key(this.#source.key, cursor),
        value: value(this.#source.value, cursor),
        headers: cursor.headers(),
        raw: () => this.#raw(reread(chunk, offset)),
      }
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)), this.#raw(cursor))
    }
    if (!this.#next()) this.#open()
    return record
  }

  /** Records taken since it was last asked. */
  takeCounts(): { readonly records: number; readonly bytes: number } {
    const counts = { records: this.#takenRecords, bytes: this.#takenBytes }
    this.#takenRecords = 0
    this.#takenBytes = 0
    return counts
  }

  #next(): boolean {
    if (this.#cursor!.next()) return true
    this.#bytes -= this.#chunk!.records.length
    this.#cursor = null
    this.#chunk = null
    return false
  }

  /** Opens the next chunk that shows a record. Markers and aborted records are passed over and count as processed. */
  #open(): void {
    for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift()) {
      this.#chunk = chunk
      this.#cursor = new RecordCursor(chunk.records, chunk.from, chunk.aborted)
      if (this.#next()) return
    }
  }

  /** Where processing stands once every record taken so far is done: at the limit, where only markers and gaps lie before it. */
  get takenTo(): number {
    return Math.max(this.position, Math.min(this.#at, this.limit))
  }

  /** The next record, or what is next to be fetched. */
  get #at(): number {
    return this.#cursor === null ? this.fetchOffset : this.#cursor.offset
  }

  /** Of the record that the cursor stands at. */
  #raw(cursor: RecordCursor): RawRecord {
    return {
      topic: this.topic,
      partition: this.partition,
      offset: cursor.offset,
      timestamp: cursor.timestamp,
      key: cursor.keyBytes(),
      value: cursor.valueBytes(),
      headers: cursor.headers(),
    }
  }
}

/** Records fail in their order: a chunk is walked a second time once, not once for each that fails. */
function reread(chunk: FetchedChunk, offset: number): RecordCursor {
  if (chunk.reread === null || chunk.reread.offset > offset)
    chunk.reread = new RecordCursor(chunk.records, offset, chunk.aborted, { checkCrc: false })
  const cursor = chunk.reread
  while (cursor.offset < offset && cursor.next());
  return cursor
}

function key(serde: Serde<unknown>, cursor: RecordCursor): unknown {
  if (cursor.keySize < 0) return null
  return serde.format === 'text'
    ? serde.deserialize(cursor.keyText()!)
    : serde.deserialize(cursor.keyBytes()!)
}

function value(serde: Serde<unknown>, cursor: RecordCursor): unknown {
  if (cursor.valueSize < 0) return null
  return serde.format === 'text'
    ? serde.deserialize(cursor.valueText()!)
    : serde.deserialize(cursor.valueBytes()!)
}
