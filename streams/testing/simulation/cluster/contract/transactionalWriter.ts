import type { Kafka, Producer } from '../../../../wire/kafka.ts'
import { batchOf } from './clusterFixture.ts'

/** A transactional producer as the runtime's, step by step. Writes to partition 0 alone. */
export class TransactionalWriter {
  readonly kafka: Kafka
  producer: Producer
  readonly #sequences = new Map<string, number>()

  static async open(kafka: Kafka, transactionalId: string, timeoutMs = 20_000): Promise<TransactionalWriter> {
    return new TransactionalWriter(kafka, await kafka.initProducerId(transactionalId, timeoutMs))
  }

  constructor(kafka: Kafka, producer: Producer) {
    this.kafka = kafka
    this.producer = producer
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
    const records = batchOf(values, { ...this.producer, baseSequence, transactional: true })
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
