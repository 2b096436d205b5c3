import type { Kafka } from '../wire/kafka.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { HeldPartitions } from './heldPartitions.ts'
import type { Logger } from './logger.ts'
import type { PartitionQueue } from './partitionQueue.ts'
import { Signal } from './signal.ts'
import { inputLost, madeAnew } from './startOffset.ts'
import type { Time } from './time.ts'

const MiB = 1024 * 1024

export interface FetcherOptions {
  readonly kafka: Kafka
  /** Bytes fetched and not processed, all partitions together. */
  readonly maxBytes: number
  /** While true nothing is fetched; `drained` makes it look again. */
  readonly isPaused: () => boolean
  /** Raised when something arrived. */
  readonly arrived: Signal
  readonly onLostInput: 'fail' | 'earliest'
  readonly logger: Logger
  readonly time: Time
  /** Told of what cannot be mended by asking again. */
  readonly failed: (error: Error) => void
}

/** Keeps the queues filled: one request under way to each broker, bounded in bytes, partitions with full queues left out. */
export class Fetcher {
  readonly #options: FetcherOptions
  readonly #queues = new Set<PartitionQueue>()
  readonly #leaders = new Map<PartitionQueue, number>()
  readonly #brokers = new Map<number, { readonly room: Signal; readonly done: Promise<void> }>()
  readonly #heldPartitions: HeldPartitions
  #running = true

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#heldPartitions = new HeldPartitions(options.logger, options.time.now)
  }

  async add(queues: readonly PartitionQueue[]): Promise<void> {
    // All at once: `remove` may come while leaders are looked up, and must not miss one that would be added afterwards.
    for (const queue of queues) this.#queues.add(queue)
    for (const queue of queues) if (this.#queues.has(queue)) await this.#locate(queue)
  }

  remove(queues: readonly PartitionQueue[]): void {
    for (const queue of queues) {
      this.#queues.delete(queue)
      this.#leaders.delete(queue)
      this.#heldPartitions.forget(queue)
    }
  }

  /** Records were taken: paused partitions may be fetched again. */
  drained(): void {
    for (const { room } of this.#brokers.values()) room.raise()
  }

  get bytes(): number {
    let bytes = 0
    for (const queue of this.#queues) bytes += queue.bytes
    return bytes
  }

  /** Of one partition. */
  get #share(): number {
    return Math.ceil(this.#options.maxBytes / Math.max(1, this.#queues.size))
  }

  async close(): Promise<void> {
    this.#running = false
    this.drained()
    await Promise.all([...this.#brokers.values()].map(({ done }) => done))
  }

  async #locate(queue: PartitionQueue): Promise<void> {
    const broker = await this.#options.kafka.leaderOf(queue.topic, queue.partition)
    if (!this.#queues.has(queue)) return
    this.#leaders.set(queue, broker)
    const known = this.#brokers.get(broker)
    if (known) known.room.raise()
    else {
      const room = new Signal(this.#options.time)
      this.#brokers.set(broker, { room, done: this.#loop(broker, room) })
    }
  }

  async #loop(broker: number, room: Signal): Promise<void> {
    while (this.#running) {
      const here = [...this.#leaders].filter(([, leader]) => leader === broker).map(([queue]) => queue)
      const hungry = this.#options.isPaused() ? [] : here.filter(queue => queue.bytes < this.#share / 2)
      if (hungry.length === 0) {
        await room.wait(1000)
        continue
      }
      try {
        await this.#fetch(broker, hungry, hungry.length < here.length)
      } catch (error) {
        if (!this.#running) return
        // The connection is the wire's to mend; the leader may have moved.
        await this.#options.time.sleep(100)
        for (const queue of here) await this.#locate(queue).catch(() => {})
        if (!isKafkaTrouble(error)) this.#options.failed(error as Error)
      }
    }
  }

  async #fetch(broker: number, queues: readonly PartitionQueue[], othersPaused: boolean): Promise<void> {
    const asked = new Map(queues.map(queue => [`${queue.topic}\0${queue.partition}`, queue]))
    const offsets = new Map(queues.map(queue => [queue, queue.fetchOffset]))
    const fetched = await this.#options.kafka.fetch(broker, {
      partitions: queues.map(queue => ({
        topic: queue.topic,
        partition: queue.partition,
        topicId: queue.topicId,
        offset: queue.fetchOffset,
        maxBytes: Math.min(MiB, this.#share),
      })),
      // A partition left out of a long poll would wait for its end.
      maxWaitMs: othersPaused ? 10 : 250,
      minBytes: 1,
      // With what is at hand, half at most, this stays within the bound.
      maxBytes: Math.min(16 * MiB, Math.floor(this.#options.maxBytes / 2 / this.#brokers.size)),
    })
    let arrived = false
    for (const answer of fetched) {
      const queue = asked.get(`${answer.topic}\0${answer.partition}`)
      if (!queue || !this.#queues.has(queue) || queue.fetchOffset !== offsets.get(queue)) continue
      if (answer.error !== null) {
        await this.#refused(queue, answer.error)
        continue
      }
      this.#heldPartitions.look(queue, answer)
      queue.endOffset = answer.lastStableOffset
      arrived = true
      if (answer.records === null || answer.records.length === 0) continue
      const end = endOfBatches(answer.records, queue.fetchOffset)
      if (end > queue.fetchOffset) queue.push(answer.records, answer.aborted, end)
    }
    if (arrived) this.#options.arrived.raise()
  }

  async #refused(queue: PartitionQueue, error: string): Promise<void> {
    if (error === 'OFFSET_OUT_OF_RANGE') return this.#outOfRange(queue)
    if (queue.topicId !== null && error.startsWith('UNKNOWN_TOPIC')) {
      const { topics } = await this.#options.kafka.metadata([queue.topic])
      const now = topics.get(queue.topic)
      if (!this.#queues.has(queue)) return
      if (now && now.id !== queue.topicId) return this.#options.failed(inputLost(queue, madeAnew))
    }
    void this.#locate(queue).catch(() => {})
  }

  /** The answer itself does not say where the log begins. */
  async #outOfRange(queue: PartitionQueue): Promise<void> {
    const { kafka, onLostInput, logger, failed } = this.#options
    const { topic, partition, fetchOffset } = queue
    const [begin] = await kafka.listOffsets([{ topic, partition }], 'earliest')
    if (!this.#queues.has(queue)) return
    if (begin!.offset <= fetchOffset)
      return failed(inputLost(queue, `ends before offset ${fetchOffset}: its last records were lost`))
    if (onLostInput === 'fail')
      return failed(
        inputLost(
          queue,
          `begins at ${begin!.offset} and no longer holds offset ${fetchOffset}: it was deleted before it was processed`,
        ),
      )
    logger.warn(
      { topic, partition, from: fetchOffset, to: begin!.offset },
      'input was deleted unseen; going on with what is left',
    )
    queue.fetchOffset = begin!.offset
  }
}

function isKafkaTrouble(error: unknown): boolean {
  return error instanceof Error && (error.name === 'KafkaError' || error.name === 'KafkaUnreachable')
}
