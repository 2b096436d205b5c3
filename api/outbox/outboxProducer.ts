import { BatchBuilder, type Kafka } from 'millrace/wire'
import { Partitions } from '../commands/partitions.ts'
import { type HeadersOf, headersWith } from '../commands/publisher.ts'
import { PublishRefused } from '../commands/publishRefused.ts'
import type { Kept } from './recoverSegments.ts'

type Producer = Awaited<ReturnType<Kafka['initProducerId']>>

/** Longer than any of them takes; shorter than readers should have to wait for one whose process died. */
const transactionTimeoutMs = 10_000

/** An outbox has one position. Kafka keeps positions by partition, and only of topics that there are. */
const place = { topic: 'patient.created', partition: 0 }

/**
 * Writes what an outbox kept, each record once: a transaction has the records and, as an offset of the group
 * `<application>-outbox-<id>`, the number of the next one. After any failure `open` tells what became of it.
 */
export class OutboxProducer {
  readonly #kafka: Kafka
  readonly #name: string
  readonly #headersOf: HeadersOf
  readonly #partitions: Partitions
  readonly #sequences = new Map<string, number>()
  #producer: Producer | null = null

  constructor(kafka: Kafka, applicationId: string, outboxId: string, headersOf: HeadersOf = () => null) {
    this.#kafka = kafka
    this.#headersOf = headersOf
    this.#name = `${applicationId}-outbox-${outboxId}`
    this.#partitions = new Partitions(kafka)
  }

  /** Ends what an earlier producer left open. Resolves to the number of the first record that is not in Kafka. */
  async open(): Promise<number> {
    this.#producer = await this.#kafka.initProducerId(this.#name, transactionTimeoutMs)
    this.#sequences.clear()
    const [committed] = await this.#kafka.committedOffsets(this.#name, [place])
    return Math.max(0, committed?.offset ?? 0)
  }

  /** One transaction, of some records at least. Whatever it throws, open again. */
  async send(kept: readonly Kept[]): Promise<void> {
    const producer = this.#producer!
    await this.#partitions.learn(kept.map(({ entry }) => entry.record))
    const batches = this.#batchesOf(kept, producer)
    await this.#kafka.addPartitionsToTxn(producer, batches)
    for (const { topic, partition, error } of await this.#kafka.produce(producer, batches))
      if (error !== null) throw new PublishRefused(topic, partition, error)
    await this.#kafka.addOffsetsToTxn(producer, this.#name)
    const group = { groupId: this.#name, memberId: '', memberEpoch: -1 }
    await this.#kafka.txnOffsetCommit(producer, group, [{ ...place, offset: kept.at(-1)!.number + 1 }])
    await this.#kafka.endTxn(producer, true)
  }

  #batchesOf(kept: readonly Kept[], { producerId, producerEpoch }: Producer) {
    const byPartition = Map.groupBy(kept, ({ entry: { record } }) => {
      const partition = this.#partitions.of(record)
      return `${record.topic}/${partition}`
    })
    return Array.from(byPartition, ([name, entries]) => {
      const builder = new BatchBuilder()
      for (const { entry } of entries) {
        const { topic, key, value, timestamp, trace } = entry.record
        builder.append(key, value, timestamp, headersWith(this.#headersOf(topic), trace))
      }
      const baseSequence = this.#sequences.get(name) ?? 0
      this.#sequences.set(name, (baseSequence + entries.length) % 2 ** 31)
      const options = { producerId, producerEpoch, baseSequence, transactional: true }
      const [topic, partition] = name.split('/')
      return { topic: topic!, partition: Number(partition), records: builder.finish(options) }
    })
  }
}
