import type { Kafka } from 'millrace/wire'
import { Publisher } from '../api/commands/publisher.ts'
import type { Config } from '../config/readConfig.ts'
import { kafkaOf } from './kafkaOf.ts'
import { commandHeadersOf } from './outputOf.ts'
import { type EnsuredTopics, ensureTopics } from './topics/ensureTopics.ts'
import { topicNeeds } from './topics/topicNeed.ts'

/** The cabinet's Kafka, with its topics there. */
export interface Connection {
  readonly kafka: Kafka
  /** With less patience: for whoever waits for an answer. */
  readonly prompt: Kafka
  readonly publisher: Publisher
  readonly topics: EnsuredTopics
  close(): Promise<void>
}

/** Connects, checks the topics and creates those that are missing. Throws errors with messages for people. */
export async function connect(config: Config, brokers: readonly string[]): Promise<Connection> {
  const kafka = await kafkaOf(config, { brokers, clientId: config.APPLICATION_ID })
  try {
    const topics = await ensureTopics(kafka, {
      needs: topicNeeds(config.ALIASES, config.AUDIT_TRAIL_DAYS),
      replicationFactor: config.REPLICATION_FACTOR,
      brokers,
    })
    const clientId = `${config.APPLICATION_ID}-api`
    const prompt = await kafkaOf(config, { brokers, clientId, requestTimeoutMs: 5_000 })
    const close = async () => void (await Promise.all([kafka.close(), prompt.close()]))
    return { kafka, prompt, publisher: new Publisher(prompt, commandHeadersOf(config)), topics, close }
  } catch (error) {
    await kafka.close()
    throw error
  }
}
