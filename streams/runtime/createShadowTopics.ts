import { shadowTopic } from '../graph/topicNames.ts'
import type { Kafka } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { StreamsError } from './streamsError.ts'

export interface ShadowTopicsOptions {
  readonly kafka: Kafka
  /** The generation's. */
  readonly applicationId: string
  /** Those that the shadows stand beside: `outwardTopics`. */
  readonly topics: readonly string[]
  /** −1: the brokers' default. */
  readonly replicationFactor: number
}

/**
 * Makes the shadows that do not exist: as many partitions as their topics, records as large, kept until the topic is deleted.
 * Idempotent; several may do it at once. Rejects with TOPIC_MISSING where there is nothing to stand beside.
 */
export async function createShadowTopics(options: ShadowTopicsOptions): Promise<void> {
  const { kafka, applicationId, replicationFactor } = options
  const shadowOf = (topic: string) => shadowTopic(applicationId, topic)
  const { topics: known } = await kafka.metadata([...options.topics, ...options.topics.map(shadowOf)])
  const missing = options.topics.filter(topic => !known.has(shadowOf(topic)))
  if (missing.length === 0) return
  const unknown = missing.filter(topic => !known.has(topic))
  if (unknown.length > 0)
    throw new StreamsError(
      'TOPIC_MISSING',
      `These topics do not exist: ${unknown.join(', ')}. Create them, then start again: their shadows get as many partitions.`,
    )
  const configs = await kafka.topicConfigs(missing).catch(error => {
    if (error instanceof KafkaError && error.kafkaName === 'TOPIC_AUTHORIZATION_FAILED') return null
    throw error
  })
  await Promise.all(
    missing.map(topic => {
      const largest = configs?.get(topic)?.get('max.message.bytes')
      return create(kafka, {
        name: shadowOf(topic),
        partitions: known.get(topic)!.leaders.length,
        replicationFactor,
        configs: {
          'cleanup.policy': 'delete',
          'retention.ms': '-1',
          ...(largest && { 'max.message.bytes': largest }),
        },
      })
    }),
  )
}

async function create(kafka: Kafka, topic: Parameters<Kafka['createTopics']>[0][number]): Promise<void> {
  try {
    await kafka.createTopics([topic])
  } catch (error) {
    if (!(error instanceof KafkaError && error.kafkaName === 'TOPIC_ALREADY_EXISTS')) throw error
  }
}
