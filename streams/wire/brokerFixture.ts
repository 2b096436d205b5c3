import { randomUUID } from 'node:crypto'
import { connectKafka } from './connectKafka.ts'
import type { FetchRequest, Kafka } from './kafka.ts'
import { BatchBuilder, type BatchOptions, plainBatch } from './records/batchBuilder.ts'
import { RecordCursor } from './records/recordCursor.ts'

/** What the tests against a real cluster share: a connection, and topics that are gone afterwards. */
export class BrokerFixture {
  /** Empty when there is no cluster to test against. */
  static readonly brokers: readonly string[] = process.env.KAFKA_BROKERS?.split(',') ?? []

  readonly kafka: Kafka
  readonly #created: string[] = []

  static async open(): Promise<BrokerFixture> {
    return new BrokerFixture(await connectKafka({ brokers: BrokerFixture.brokers, clientId: 'wire-test' }))
  }

  private constructor(kafka: Kafka) {
    this.kafka = kafka
  }

  /** A topic whose leaders have taken up their office. */
  async newTopic(partitions = 1): Promise<string> {
    const name = `wire-test-${randomUUID()}`
    const configs = { 'retention.ms': '-1' }
    await this.kafka.createTopics([{ name, partitions, replicationFactor: -1, configs }])
    this.#created.push(name)
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }))
    await this.kafka.listOffsets(all, 'latest')
    return name
  }

  /** What one fetch of partition 0 shows. */
  async read(topic: string, from = 0) {
    const leader = await this.kafka.leaderOf(topic, 0)
    const [fetched] = await this.kafka.fetch(leader, fetchOf(topic, from))
    const values: (string | null)[] = []
    const cursor = new RecordCursor(fetched!.records ?? Buffer.alloc(0), from, fetched!.aborted)
    while (cursor.next()) values.push(cursor.valueText())
    return { values, fetched: fetched! }
  }

  async close(): Promise<void> {
    await this.kafka.deleteTopics(this.#created)
    await this.kafka.close()
  }
}

export function batchOf(values: readonly string[], options: Partial<BatchOptions> = {}): Buffer {
  const builder = new BatchBuilder()
  for (const value of values) builder.append(null, value, Date.now(), null)
  return builder.finish({ ...plainBatch, ...options })
}

export function fetchOf(topic: string, offset = 0): FetchRequest {
  return {
    partitions: [{ topic, partition: 0, offset, maxBytes: 1e6 }],
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 1e7,
  }
}
