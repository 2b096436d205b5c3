import { setTimeout } from 'node:timers/promises'
import type { Header, Kafka } from 'millrace'
import { BatchBuilder, type Producer } from 'millrace/wire'

export interface PlacedRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Uint8Array | string | null
  readonly value: Uint8Array | string | null
  readonly timestamp: number
  readonly headers: readonly Header[]
}

export interface Prepared<T> {
  /** All of them together at most what one batch may have, 1 MiB by default. */
  readonly records: readonly PlacedRecord[]
  readonly result: T
}

const timeoutMs = 10_000
const attempts = 6
/** Asked again, these answer the same. */
const final = /AUTHORIZATION|TOO_LARGE|INVALID_RECORD|INVALID_TRANSACTION_TIMEOUT|UNKNOWN_TOPIC/

/**
 * Writes records in one transaction: all of them or none, once. Whoever begins with the same transactional id ends what
 * another has begun, so `prepare` runs alone: what it reads is what was committed, and nobody commits beside it. It runs
 * again when another came in between or an answer was lost, and must look anew what is already done.
 */
export async function inTransaction<T>(
  kafka: Kafka,
  transactionalId: string,
  prepare: () => Promise<Prepared<T>>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let producer: Producer | null = null
    try {
      producer = await kafka.initProducerId(transactionalId, timeoutMs)
      const { records, result } = await prepare()
      if (records.length > 0) await write(kafka, producer, records)
      return result
    } catch (error) {
      // Readers wait behind a transaction that is open.
      if (producer) await kafka.endTxn(producer, false).catch(() => {})
      if (attempt === attempts || !isTransient(error)) throw error
      await setTimeout(100 * 2 ** attempt * (0.5 + Math.random()))
    }
  }
}

async function write(kafka: Kafka, producer: Producer, records: readonly PlacedRecord[]): Promise<void> {
  const groups = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`)
  const batches = Array.from(groups.values(), group => {
    const builder = new BatchBuilder()
    for (const { key, value, timestamp, headers } of group) builder.append(key, value, timestamp, headers)
    const { topic, partition } = group[0]!
    const { producerId, producerEpoch } = producer
    return {
      topic,
      partition,
      records: builder.finish({ producerId, producerEpoch, baseSequence: 0, transactional: true }),
    }
  })
  await kafka.addPartitionsToTxn(producer, batches)
  for (const { topic, partition, error } of await kafka.produce(producer, batches))
    if (error !== null) throw new WriteRefused(topic, partition, error)
  await kafka.endTxn(producer, true)
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'KafkaUnreachable') return true
  return 'kafkaName' in error && typeof error.kafkaName === 'string' && !final.test(error.kafkaName)
}

/** A partition would not take a batch; `kafkaName` is Kafka's name of why. */
export class WriteRefused extends Error {
  readonly kafkaName: string

  constructor(topic: string, partition: number, kafkaName: string) {
    super(`Kafka does not take records for ${topic}[${partition}]: ${kafkaName}`)
    this.name = 'WriteRefused'
    this.kafkaName = kafkaName
  }
}
