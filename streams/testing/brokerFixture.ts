import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Topology } from '../graph/topology.ts'
import { KafkaStreams } from '../runtime/kafkaStreams.ts'
import type { KafkaStreamsOptions } from '../runtime/options.ts'
import { connectKafka } from '../wire/connectKafka.ts'
import type { Kafka } from '../wire/kafka.ts'
import { readPartition } from '../wire/readPartition.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { partitionForKey } from '../wire/records/partitioner.ts'

export interface ReadRecord {
  readonly key: string | null
  readonly value: string | null
  readonly partition: number
  readonly timestamp: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A test's corner of a real cluster: names of its own, topics, records in and out, instances, state directories; all stopped and
 * gone at `close`.
 */
export class BrokerFixture {
  readonly kafka: Kafka
  readonly id: string
  readonly #directories: string[] = []
  readonly #topics: string[] = []
  readonly #instances: KafkaStreams[] = []

  private constructor(kafka: Kafka) {
    this.kafka = kafka
    this.id = `t-${randomUUID().slice(0, 8)}`
  }

  static async open(): Promise<BrokerFixture> {
    const brokers = (process.env.KAFKA_BROKERS ?? '').split(',')
    return new BrokerFixture(await connectKafka({ brokers, clientId: 'test' }))
  }

  name(suffix: string): string {
    return `${this.id}-${suffix}`
  }

  async topic(
    suffix: string,
    partitions = 3,
    configs: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const name = this.name(suffix)
    await this.kafka.createTopics([
      { name, partitions, replicationFactor: 1, configs: { 'retention.ms': '-1', ...configs } },
    ])
    this.#topics.push(name)
    // Waits until every leader is there.
    await this.kafka.listOffsets(
      Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
      'latest',
    )
    return name
  }

  async stateDir(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-'))
    this.#directories.push(directory)
    return directory
  }

  /** An instance of the application `app` that has joined: in a directory of its own and quick to commit, unless options say other. */
  async start(topology: Topology, options: Partial<KafkaStreamsOptions> = {}): Promise<KafkaStreams> {
    const streams = new KafkaStreams(topology, {
      applicationId: this.name('app'),
      stateDir: options.stateDir ?? (await this.stateDir()),
      kafka: this.kafka,
      commitIntervalMs: 20,
      sessionTimeoutMs: 3_000,
      ...options,
    })
    this.#instances.push(streams)
    await streams.start()
    return streams
  }

  async produce(
    topic: string,
    records: readonly { key: string | null; value: string | null; timestamp?: number }[],
  ): Promise<void> {
    const partitions = (await this.kafka.metadata([topic])).topics.get(topic)!.leaders.length
    const builders = Array.from({ length: partitions }, () => new BatchBuilder())
    for (const { key, value, timestamp } of records) {
      const partition = key === null ? 0 : partitionForKey(key, partitions)
      builders[partition]!.append(key, value, timestamp ?? 0, null)
    }
    const batches = builders.flatMap((builder, partition) =>
      builder.count > 0 ? [{ topic, partition, records: builder.finish(plainBatch) }] : [],
    )
    const results = await this.kafka.produce(null, batches)
    const refused = results.find(result => result.error !== null)
    if (refused) throw new Error(`${topic} refused: ${refused.error}`)
  }

  /** Everything committed in a topic so far. */
  async read(topic: string): Promise<readonly ReadRecord[]> {
    const { topics } = await this.kafka.metadata([topic])
    const found: ReadRecord[] = []
    for (const partition of topics.get(topic)!.leaders.keys()) {
      const [end] = await this.kafka.listOffsets([{ topic, partition }], 'stable')
      const [start] = await this.kafka.listOffsets([{ topic, partition }], 'earliest')
      for await (const cursor of readPartition(
        this.kafka,
        { topic, partition },
        start!.offset,
        end!.offset,
      )) {
        const headers = Object.fromEntries(cursor.headers().map(({ key, value }) => [key, String(value)]))
        found.push({
          key: cursor.keyText(),
          value: cursor.valueText(),
          partition,
          timestamp: cursor.timestamp,
          headers,
        })
      }
    }
    return found
  }

  /** Polls until the condition holds; fails after `ms` with what it last saw. */
  async until<T>(look: () => Promise<T> | T, holds: (seen: T) => boolean, ms = 30_000): Promise<T> {
    const deadline = Date.now() + ms
    for (;;) {
      const seen = await look()
      if (holds(seen)) return seen
      if (Date.now() > deadline)
        throw new Error(`Still not so after ${ms} ms: ${JSON.stringify(seen)?.slice(0, 2000)}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#instances.map(streams => streams.stop()))
    if (this.#topics.length > 0) await this.kafka.deleteTopics(this.#topics).catch(() => {})
    await this.kafka.close()
    for (const directory of this.#directories) await rm(directory, { recursive: true, force: true })
  }
}
