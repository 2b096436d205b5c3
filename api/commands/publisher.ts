import { BatchBuilder, type Kafka, partitionForKey, plainBatch } from 'millrace/wire'

export interface PublishedRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[]
}

/** Where a record lies. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/**
 * Writes records for everybody, acknowledged by all in-sync replicas, partitioned as Java's clients do it. Records of one
 * key stay in their order. Resolves to their positions; rejects when some may not have been written: publish them again
 * with the same eventIds, a repeat has no further effect.
 */
export class Publisher {
  readonly #kafka: Kafka
  readonly #partitions = new Map<string, number>()
  #turn = 0

  constructor(kafka: Kafka) {
    this.#kafka = kafka
  }

  async publish(records: readonly PublishedRecord[]): Promise<readonly Position[]> {
    await this.#learn(records)
    const batches = Map.groupBy(
      records.map((record, index) => ({ record, index, partition: this.#partitionOf(record) })),
      ({ record, partition }) => `${record.topic}/${partition}`,
    )
    const written = await this.#kafka.produce(
      null,
      Array.from(batches.values(), entries => {
        const builder = new BatchBuilder()
        for (const { record } of entries)
          builder.append(record.key, record.value, record.timestamp, record.headers ?? null)
        const { record, partition } = entries[0]!
        return { topic: record.topic, partition, records: builder.finish(plainBatch) }
      }),
    )
    const positions: Position[] = []
    for (const { topic, partition, error, baseOffset } of written) {
      if (error !== null) throw new PublishRefused(topic, partition, error)
      for (const [i, { index }] of batches.get(`${topic}/${partition}`)!.entries())
        positions[index] = { topic, partition, offset: baseOffset + i }
    }
    return positions
  }

  /** A record without key goes to any partition, by turns. */
  #partitionOf({ topic, key }: PublishedRecord): number {
    const partitions = this.#partitions.get(topic)!
    return key === null ? this.#turn++ % partitions : partitionForKey(key, partitions)
  }

  async #learn(records: readonly PublishedRecord[]): Promise<void> {
    const names = [...new Set(records.map(({ topic }) => topic))]
    const unknown = names.filter(topic => !this.#partitions.has(topic))
    if (unknown.length === 0) return
    const { topics } = await this.#kafka.metadata(unknown)
    for (const topic of unknown) {
      const metadata = topics.get(topic)
      if (!metadata) throw new PublishRefused(topic, -1, 'UNKNOWN_TOPIC_OR_PARTITION')
      this.#partitions.set(topic, metadata.leaders.length)
    }
  }
}

/** The brokers said no; `kafkaName` is Kafka's name of why. */
export class PublishRefused extends Error {
  readonly kafkaName: string

  constructor(topic: string, partition: number, kafkaName: string) {
    super(`Kafka does not take records for ${topic}${partition < 0 ? '' : `[${partition}]`}: ${kafkaName}`)
    this.name = 'PublishRefused'
    this.kafkaName = kafkaName
  }
}
