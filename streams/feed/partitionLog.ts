import type { Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import type { Entry } from './entry.ts'
import { Lost } from './lost.ts'
import { type Segment, type SegmentMemory, Segments } from './segments.ts'
import type { Slots } from './slots.ts'

const fetchBytes = 1 << 20
const pauseMs = 100

export interface PartitionLogOptions {
  readonly kafka: Kafka
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  /** Where following begins. */
  readonly head: number
  readonly memory: SegmentMemory
  readonly slots: Slots
  readonly time: Time
  /** How long Kafka may not show what it should, ms. */
  readonly patienceMs: number
  read(
    records: Buffer,
    from: number,
    aborted: readonly { producerId: number; firstOffset: number }[],
  ): Entry[]
}

/** One followed partition: what has come lately is in memory, what was before is fetched. */
export class PartitionLog {
  readonly #options: PartitionLogOptions
  readonly #segments: Segments
  #head: number
  #loading: Promise<unknown> = Promise.resolve()

  constructor(options: PartitionLogOptions) {
    this.#options = options
    this.#segments = new Segments(options.memory)
    this.#head = options.head
  }

  /** The next offset to follow: everything committed before it can be read. */
  get head(): number {
    return this.#head
  }

  append(to: number, entries: readonly Entry[]): void {
    if (to > this.#head) this.#segments.add(this.#head, to, entries)
    this.#head = to
  }

  /** The stretch in which an offset lies, if it is in memory. */
  find(offset: number): Segment | null {
    return this.#segments.find(offset)
  }

  /** The same, from Kafka if need be; one fetch at a time, so that what several ask for is fetched once. Throws Lost, or what Kafka throws. */
  load(offset: number): Promise<Segment> {
    const loaded = this.#loading.then(() => this.find(offset) ?? this.#fetch(offset))
    this.#loading = loaded.catch(() => {})
    return loaded
  }

  close(): void {
    this.#segments.clear()
  }

  async #fetch(from: number): Promise<Segment> {
    const { kafka, topic, topicId, partition, slots, time, patienceMs, read } = this.#options
    const deadline = time.elapsed() + patienceMs
    for (;;) {
      const upTo = Math.min(this.#segments.nextFrom(from), this.#head)
      const isOver = time.elapsed() > deadline
      const answer = await slots
        .take(async () =>
          kafka.fetch(await kafka.leaderOf(topic, partition), {
            partitions: [{ topic, partition, topicId, offset: from, maxBytes: fetchBytes }],
            maxWaitMs: 0,
            minBytes: 1,
            maxBytes: fetchBytes,
          }),
        )
        .then(([fetched]) => fetched!)
        .catch(error => {
          if (isOver || !isKafkaTrouble(error)) throw error
          return null
        })
      if (answer?.error) throwIfLost(answer.error)
      const to = answer?.records ? Math.min(upTo, endOfBatches(answer.records, from)) : from
      if (to > from) {
        const entries = read(answer!.records!, from, answer!.aborted).filter(({ offset }) => offset < to)
        if (!this.#segments.find(from)) this.#segments.add(from, to, entries)
        return { from, to, entries, bytes: 0, bornAt: 0, usedAt: 0 }
      }
      if (isOver)
        throw new Error(`${topic}[${partition}] shows nothing at ${from}: ${answer?.error ?? 'no records'}`)
      await time.sleep(pauseMs)
    }
  }
}

export const isKafkaTrouble = (error: unknown) =>
  error instanceof Error && (error.name === 'KafkaError' || error.name === 'KafkaUnreachable')

export function throwIfLost(error: string): void {
  if (error === 'OFFSET_OUT_OF_RANGE') throw new Lost('out-of-log')
  if (error === 'UNKNOWN_TOPIC_ID' || error === 'INCONSISTENT_TOPIC_ID') throw new Lost('topic-recreated')
}
