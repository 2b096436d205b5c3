import type { Reading } from '../runtime/changelogReader.ts'
import type { FetchedPartition } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import { Audience } from './audience.ts'
import type { Entry } from './entry.ts'
import type { EntryReader } from './entryReader.ts'
import type { FeedContext } from './feedContext.ts'
import type { SnapshotReason } from './lost.ts'
import { PartitionLog } from './partitionLog.ts'

export interface TailOptions {
  readonly topic: string
  readonly topicId: string
  /** Where following begins, by partition. */
  readonly from: readonly number[]
  readonly read: EntryReader
  readonly context: FeedContext
  /** It does not go on: the log is not what it was, or something cannot be mended. */
  readonly ended: () => void
}

/** Follows all partitions of a topic for all who subscribe to it: committed records, each decoded once. */
export class Tail {
  readonly topic: string
  readonly topicId: string
  readonly logs: readonly PartitionLog[]
  readonly audience = new Audience()
  readonly #options: TailOptions
  readonly #readings: readonly Reading[]
  readonly #ends: number[]
  #limits: readonly number[] | null = null
  #currentAt: number
  #moved = Promise.withResolvers<void>()
  #isClosed = false
  #why: SnapshotReason | Error | null = null
  /** Records that could not be shown. */
  unreadable = 0

  constructor(options: TailOptions) {
    const { topic, topicId, from, context } = options
    this.#options = options
    this.topic = topic
    this.topicId = topicId
    this.#ends = [...from]
    this.#currentAt = context.time.now()
    this.logs = from.map(
      (head, partition) =>
        new PartitionLog({
          ...context,
          topic,
          topicId,
          partition,
          head,
          read: (records, at, aborted) => this.#read(partition, records, at, aborted),
        }),
    )
    this.#readings = from.map((_, partition) => this.#reading(partition))
    for (const reading of this.#readings) context.reader.add(reading)
  }

  get heads(): number[] {
    return this.logs.map(({ head }) => head)
  }

  /** Committed offsets that were not read yet, as far as is known. */
  get lag(): number {
    return this.logs.reduce((sum, { head }, partition) => sum + Math.max(0, this.#ends[partition]! - head), 0)
  }

  /** When it was last known to lack nothing, wall clock. */
  get currentAt(): number {
    return this.#currentAt
  }

  /** Why it does not go on; null: it does. */
  get why(): SnapshotReason | Error | null {
    return this.#why
  }

  /** Resolves when something has come, or it has ended. */
  moved(): Promise<void> {
    return this.#moved.promise
  }

  /** What lies from these offsets on is not told; null: everything is. What was read before is not taken back. */
  limit(limits: readonly number[] | null): void {
    this.#limits = limits
    this.#options.context.reader.look()
  }

  /** Whether all is read that may be. */
  get isAtLimits(): boolean {
    return this.logs.every(({ head }, partition) => head >= this.#limitOf(partition))
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const reading of this.#readings) this.#options.context.reader.remove(reading)
    for (const log of this.logs) log.close()
    this.#moved.resolve()
  }

  #limitOf(partition: number): number {
    return this.#limits?.[partition] ?? Number.POSITIVE_INFINITY
  }

  #reading(partition: number): Reading {
    const tail = this
    const log = this.logs[partition]!
    return {
      topic: this.topic,
      topicId: this.topicId,
      partition,
      get wanted() {
        return tail.#isClosed || log.head >= tail.#limitOf(partition) ? null : log.head
      },
      take: async (answer, askedAt) => this.#take(partition, answer, askedAt),
      lost: error => this.#end(error === 'OFFSET_OUT_OF_RANGE' ? 'out-of-log' : 'topic-recreated'),
      failed: error => this.#end(error),
    }
  }

  #take(partition: number, answer: FetchedPartition, askedAt: number): void {
    if (this.#isClosed) return
    const log = this.logs[partition]!
    const from = log.head
    const limit = this.#limitOf(partition)
    this.#ends[partition] = Math.min(answer.lastStableOffset, limit)
    const to = answer.records === null ? from : Math.min(endOfBatches(answer.records, from), limit)
    if (to > from) {
      let entries: readonly Entry[]
      try {
        entries = this.#read(partition, answer.records!, from, answer.aborted).filter(
          ({ offset }) => offset < to,
        )
      } catch (error) {
        this.#end(error as Error)
        return
      }
      for (const entry of entries) this.audience.hear(entry)
      log.append(to, entries)
      this.audience.heard()
      const { resolve } = this.#moved
      this.#moved = Promise.withResolvers()
      resolve()
    }
    if (this.lag === 0) this.#currentAt = askedAt
    this.#options.context.memory.trim()
  }

  #read(partition: number, records: Buffer, from: number, aborted: FetchedPartition['aborted']): Entry[] {
    const { read, context } = this.#options
    const cursor = new RecordCursor(records, from, aborted)
    const entries: Entry[] = []
    while (cursor.next()) {
      try {
        const entry = read(cursor, this.topic, partition)
        if (entry !== null) entries.push(entry)
      } catch (error) {
        // What a processor wrote and a reader cannot read: a mistake of the program, told once.
        if (this.unreadable++ === 0)
          context.logger.error(
            { topic: this.topic, partition, offset: cursor.offset, error: (error as Error).name },
            'a row cannot be shown to subscribers; it is left out',
          )
      }
    }
    return entries
  }

  #end(why: SnapshotReason | Error): void {
    if (this.#isClosed) return
    this.#why = why
    this.close()
    for (const group of this.audience.groups) group.lost(why)
    this.#options.ended()
  }
}
