import type { Kafka } from '../../../../wire/kafka.ts'
import { BatchBuilder, type BatchOptions, plainBatch } from '../../../../wire/records/batchBuilder.ts'
import { RecordCursor } from '../../../../wire/records/recordCursor.ts'

/** A cluster under test, real or simulated, and its time. */
export interface Ground {
  readonly connect: () => Promise<Kafka>
  readonly sleep: (ms: number) => Promise<void>
  /** Milliseconds since some moment. */
  readonly now: () => number
  /** The brokers' wall clock: a batch much older than the marker after it makes a broker begin another segment. */
  readonly time: () => number
  /** Part of every name, so that runs on one cluster do not meet. */
  readonly prefix: string
  readonly close: () => Promise<void>
}

/** What the rules of the contract share: names of their own, topics, records in and out, waiting for what is to become so. */
export class ClusterFixture {
  readonly kafka: Kafka
  readonly #ground: Ground
  readonly #created: string[] = []
  readonly #opened: Kafka[] = []
  #names = 0

  static async open(ground: Ground): Promise<ClusterFixture> {
    return new ClusterFixture(await ground.connect(), ground)
  }

  private constructor(kafka: Kafka, ground: Ground) {
    this.kafka = kafka
    this.#ground = ground
  }

  name(what: string): string {
    return `${this.#ground.prefix}-${what}-${++this.#names}`
  }

  /** Another client. */
  async connect(): Promise<Kafka> {
    const kafka = await this.#ground.connect()
    this.#opened.push(kafka)
    return kafka
  }

  get time(): number {
    return this.#ground.time()
  }

  sleep(ms: number): Promise<void> {
    return this.#ground.sleep(ms)
  }

  /** Looks again until the condition holds; gives what was seen then. */
  async until<T>(look: () => Promise<T>, holds: (seen: T) => boolean, ms = 20_000): Promise<T> {
    const limit = this.#ground.now() + ms
    for (;;) {
      const seen = await look()
      if (holds(seen)) return seen
      if (this.#ground.now() > limit)
        throw new Error(`Not so after ${ms} ms: ${JSON.stringify(seen)?.slice(0, 2_000)}`)
      await this.sleep(50)
    }
  }

  async topic(partitions = 1, name = this.name('topic')): Promise<string> {
    const configs = { 'retention.ms': '-1' }
    await this.kafka.createTopics([{ name, partitions, replicationFactor: -1, configs }])
    this.#created.push(name)
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }))
    await this.kafka.listOffsets(all, 'latest')
    return name
  }

  /** Names topics that the cluster made by itself, so that they are gone afterwards. */
  owns(...topics: readonly string[]): void {
    this.#created.push(...topics)
  }

  /** One fetch of partition 0, and the values a reader sees in it. */
  async read(topic: string, offset = 0, limits: { maxBytes?: number; maxWaitMs?: number } = {}) {
    const [fetched] = await this.kafka.fetch(await this.kafka.leaderOf(topic, 0), {
      partitions: [{ topic, partition: 0, offset, maxBytes: limits.maxBytes ?? 1e6 }],
      maxWaitMs: limits.maxWaitMs ?? 0,
      minBytes: 1,
      maxBytes: limits.maxBytes ?? 1e7,
    })
    const values: (string | null)[] = []
    const cursor = new RecordCursor(fetched!.records ?? Buffer.alloc(0), offset, fetched!.aborted)
    while (cursor.next()) values.push(cursor.valueText())
    return { values, fetched: fetched! }
  }

  async offset(topic: string, at: Parameters<Kafka['listOffsets']>[1]): Promise<number> {
    return (await this.kafka.listOffsets([{ topic, partition: 0 }], at))[0]!.offset
  }

  async close(): Promise<void> {
    const { topics } = await this.kafka.metadata(this.#created)
    await this.kafka.deleteTopics([...topics.keys()])
    for (const kafka of [...this.#opened, this.kafka]) await kafka.close()
    await this.#ground.close()
  }
}

/** A batch of records without keys, one millisecond apart from `timestamp` on. */
export function batchOf(
  values: readonly string[],
  timestamp: number,
  options: Partial<BatchOptions> = {},
): Buffer {
  const builder = new BatchBuilder()
  for (const [i, value] of values.entries()) builder.append(null, value, timestamp + i, null)
  return builder.finish({ ...plainBatch, ...options })
}
