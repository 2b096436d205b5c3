import { type TraceContext, withTraceContext } from 'millrace'
import { BatchBuilder, type Kafka, plainBatch } from 'millrace/wire'
import { Partitions } from './partitions.ts'
import { PublishRefused } from './publishRefused.ts'

export interface PublishedRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[]
  /** The trace that it belongs to: goes with it beside its headers. */
  readonly trace?: TraceContext
}

/** Headers that records of a topic have. */
export type HeadersOf = (topic: string) => Exclude<PublishedRecord['headers'], undefined> | null

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
  readonly #headersOf: HeadersOf
  readonly #partitions: Partitions

  /** `headersOf`: of records that do not say. Default none. */
  constructor(kafka: Kafka, headersOf: HeadersOf = () => null) {
    this.#kafka = kafka
    this.#headersOf = headersOf
    this.#partitions = new Partitions(kafka)
  }

  async publish(records: readonly PublishedRecord[]): Promise<readonly Position[]> {
    await this.#partitions.learn(records)
    const batches = Map.groupBy(
      records.map((record, index) => ({ record, index, partition: this.#partitions.of(record) })),
      ({ record, partition }) => `${record.topic}/${partition}`,
    )
    const written = await this.#kafka.produce(
      null,
      Array.from(batches.values(), entries => {
        const builder = new BatchBuilder()
        for (const { record } of entries)
          builder.append(
            record.key,
            record.value,
            record.timestamp,
            headersWith(record.headers ?? this.#headersOf(record.topic), record.trace),
          )
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
}

export const headersWith = (headers: ReturnType<HeadersOf>, trace: TraceContext | undefined) =>
  trace ? withTraceContext(headers ?? [], trace) : headers
