import type { FetchedPartition, Kafka, TopicPartition } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import { Signal } from './signal.ts'
import type { Time } from './time.ts'

const KiB = 1024
const MiB = 1024 * KiB
const logEveryMs = 5_000

/** One changelog partition on its way into a store. */
export interface Reading extends TopicPartition {
  /** The topic as it was when it was opened: one made anew under its name is not read on. */
  readonly topicId: string
  /** The next offset to fetch; null while nothing more is wanted. */
  readonly wanted: number | null
  /** Takes what was fetched at `wanted`, asked for at that wall-clock time. Resolves when it is written; never rejects. */
  take(answer: FetchedPartition, askedAt: number): Promise<void>
  /** The log has no such offset, or is not the same topic any more. It must stop wanting. */
  lost(error: string): void
  /** Something that asking again does not mend. It must stop wanting. */
  failed(error: Error): void
}

export interface ChangelogReaderOptions {
  readonly kafka: Kafka
  /** Fetched and not yet written, all partitions together. */
  readonly maxBytes: number
  /** How long a broker may keep a request that finds nothing. */
  readonly maxWaitMs: number
  readonly isPaused: () => boolean
  readonly logger: Logger
  readonly time: Time
}

const gone = new Set(['OFFSET_OUT_OF_RANGE', 'UNKNOWN_TOPIC_ID', 'INCONSISTENT_TOPIC_ID'])

/**
 * Reads many changelog partitions with one request under way to each broker, bounded in bytes; fetching goes on while
 * what came is written. Restores and standbys have a reader each: a long poll for the one must not keep the other waiting.
 */
export class ChangelogReader {
  readonly #options: ChangelogReaderOptions
  /** In the order of asking: who was served last asks last, so that a request cut short by its size passes over nobody. */
  readonly #readings = new Map<Reading, { broker: number | null; unwritten: number }>()
  readonly #brokers = new Map<number, { readonly room: Signal; readonly done: Promise<void> }>()
  #unwritten = 0
  #running = true
  #lastLogged = Number.NEGATIVE_INFINITY

  constructor(options: ChangelogReaderOptions) {
    this.#options = options
  }

  add(reading: Reading): void {
    this.#readings.set(reading, { broker: null, unwritten: 0 })
    void this.#locate(reading)
  }

  remove(reading: Reading): void {
    this.#readings.delete(reading)
    this.look()
  }

  /** Fetched and not yet written. */
  get bytes(): number {
    return this.#unwritten
  }

  /** Something is wanted that was not. */
  look(): void {
    for (const { room } of this.#brokers.values()) room.raise()
  }

  async close(): Promise<void> {
    this.#running = false
    this.look()
    await Promise.all([...this.#brokers.values()].map(({ done }) => done))
  }

  /** Until a leader is found: Kafka may be away. */
  async #locate(reading: Reading): Promise<void> {
    while (this.#running && this.#readings.has(reading)) {
      try {
        const broker = await this.#options.kafka.leaderOf(reading.topic, reading.partition)
        const state = this.#readings.get(reading)
        if (!state) return
        state.broker = broker
        const known = this.#brokers.get(broker)
        if (known) known.room.raise()
        else if (this.#running) {
          const room = new Signal(this.#options.time)
          this.#brokers.set(broker, { room, done: this.#loop(broker, room) })
        }
        return
      } catch (error) {
        this.#tell(reading, error)
        await this.#options.time.sleep(100)
      }
    }
  }

  async #loop(broker: number, room: Signal): Promise<void> {
    const { time } = this.#options
    await time.breathe() // readings that are added together are asked for together
    while (this.#running) {
      const here = [...this.#readings].filter(([, state]) => state.broker === broker)
      if (here.length === 0) break
      const most = this.#chunkBytes
      const room0 = this.#options.maxBytes - this.#unwritten
      const hungry =
        this.#options.isPaused() || room0 <= 0
          ? []
          : here.filter(([reading, { unwritten }]) => reading.wanted !== null && unwritten <= most)
      if (hungry.length === 0) {
        await room.wait(1000)
        continue
      }
      try {
        await this.#fetch(
          broker,
          hungry.map(([reading]) => reading),
          hungry.length < here.length,
          room,
        )
      } catch (error) {
        if (!this.#running) break
        await time.sleep(100)
        for (const [reading, state] of here) {
          if (!isKafkaTrouble(error)) reading.failed(error as Error)
          else {
            this.#tell(reading, error)
            state.broker = null
            void this.#locate(reading)
          }
        }
      }
    }
    this.#brokers.delete(broker)
  }

  get #chunkBytes(): number {
    const share = Math.floor(this.#options.maxBytes / 2 / Math.max(1, this.#readings.size))
    return Math.min(4 * MiB, Math.max(64 * KiB, share))
  }

  async #fetch(broker: number, asking: readonly Reading[], othersFull: boolean, room: Signal): Promise<void> {
    const { kafka, maxBytes, maxWaitMs, time } = this.#options
    const asked = new Map(asking.map(reading => [`${reading.topic}\0${reading.partition}`, reading]))
    const offsets = new Map(asking.map(reading => [reading, reading.wanted!]))
    const askedAt = time.now()
    const answers = await kafka.fetch(broker, {
      partitions: asking.map(reading => ({
        topic: reading.topic,
        partition: reading.partition,
        topicId: reading.topicId,
        offset: offsets.get(reading)!,
        maxBytes: this.#chunkBytes,
      })),
      // A partition left out of a long poll would wait for its end.
      maxWaitMs: othersFull ? Math.min(10, maxWaitMs) : maxWaitMs,
      minBytes: 1,
      maxBytes: Math.max(
        1,
        Math.min(16 * MiB, Math.floor((maxBytes - this.#unwritten) / this.#brokers.size)),
      ),
    })
    let refused = false
    for (const answer of answers) {
      const reading = asked.get(`${answer.topic}\0${answer.partition}`)
      const state = reading && this.#readings.get(reading)
      if (!reading || !state || reading.wanted !== offsets.get(reading)) continue
      if (answer.error !== null) {
        if (gone.has(answer.error)) reading.lost(answer.error)
        else {
          refused = true
          this.#tell(reading, answer.error)
          state.broker = null
          void this.#locate(reading)
        }
        continue
      }
      const bytes = answer.records?.length ?? 0
      if (bytes > 0) {
        this.#readings.delete(reading)
        this.#readings.set(reading, state)
      }
      state.unwritten += bytes
      this.#unwritten += bytes
      void reading.take(answer, askedAt).then(() => {
        state.unwritten -= bytes
        this.#unwritten -= bytes
        room.raise()
      })
    }
    if (refused) await time.sleep(50)
  }

  #tell(reading: Reading, error: unknown): void {
    const now = this.#options.time.elapsed()
    if (now - this.#lastLogged < logEveryMs) return
    this.#lastLogged = now
    const { topic, partition } = reading
    this.#options.logger.info(
      { topic, partition, why: String(error) },
      'a changelog cannot be read now; trying again',
    )
  }
}

function isKafkaTrouble(error: unknown): boolean {
  return error instanceof Error && (error.name === 'KafkaError' || error.name === 'KafkaUnreachable')
}
