import type { Kafka, Producer } from '../../../../wire/kafka.ts'
import { batchOf, type ClusterFixture } from './clusterFixture.ts'

/** A transactional producer as the runtime's, step by step. Writes to partition 0 alone. */
export class TransactionalWriter {
  producer: Producer
  readonly #fixture: ClusterFixture
  readonly #sequences = new Map<string, number>()

  static async open(
    fixture: ClusterFixture,
    transactionalId = fixture.name('id'),
    timeoutMs = 20_000,
  ): Promise<TransactionalWriter> {
    return new TransactionalWriter(fixture, await fixture.kafka.initProducerId(transactionalId, timeoutMs))
  }

  constructor(fixture: ClusterFixture, producer: Producer) {
    this.#fixture = fixture
    this.producer = producer
  }

  get kafka(): Kafka {
    return this.#fixture.kafka
  }

  add(...topics: readonly string[]): Promise<void> {
    return this.kafka.addPartitionsToTxn(
      this.producer,
      topics.map(topic => ({ topic, partition: 0 })),
    )
  }

  /** Gives the error of the partition, or null. */
  async send(topic: string, values: readonly string[], sequence?: number): Promise<string | null> {
    const baseSequence = sequence ?? this.#sequences.get(topic) ?? 0
    const records = batchOf(values, this.#fixture.time, {
      ...this.producer,
      baseSequence,
      transactional: true,
    })
    const [produced] = await this.kafka.produce(this.producer, [{ topic, partition: 0, records }])
    if (produced!.error === null) this.#sequences.set(topic, baseSequence + values.length)
    return produced!.error
  }

  /** A transaction of its own, left open. */
  async write(topic: string, ...values: readonly string[]): Promise<void> {
    await this.add(topic)
    const error = await this.send(topic, values)
    if (error !== null) throw new Error(`${topic} refused the batch: ${error}`)
  }

  /** Goes on from what it was (KIP-360). */
  async again(): Promise<void> {
    this.producer = await this.kafka.initProducerId(this.producer.transactionalId, 20_000, this.producer)
    this.#sequences.clear()
  }

  end(commit: boolean): Promise<void> {
    return this.kafka.endTxn(this.producer, commit)
  }
}
