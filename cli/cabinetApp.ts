import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { connectKafka, deadLetter, KafkaStreams } from 'millrace'
import type { Kafka } from 'millrace/wire'
import type { Logger } from 'pino'
import { buildApi } from '../api/buildApi.ts'
import { Publisher } from '../api/commands/publisher.ts'
import type { Config } from '../config/readConfig.ts'
import { deadLetterTopic } from '../events/topics.ts'
import { cabinet } from '../topology/cabinet.ts'
import { listen } from './listen.ts'
import { root } from './root.ts'
import { type EnsuredTopics, ensureTopics } from './topics/ensureTopics.ts'
import { topicNeeds } from './topics/topicNeed.ts'

/** The cabinet in this process: its topics, its streams, its API. */
export interface CabinetApp {
  readonly streams: KafkaStreams
  readonly kafka: Kafka
  readonly publisher: Publisher
  readonly topics: EnsuredTopics
  /** Where the API is, as a URL. */
  readonly url: string
  /** Closes the API, commits, leaves the group. Idempotent. */
  stop(): Promise<void>
}

export interface CabinetAppOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly logger: Logger
}

/**
 * Checks and creates topics, opens the API, and joins the group; resolves when it has joined, before state is restored
 * (await `streams.reached('RUNNING')`). What ends it later rejects `streams.done`. Throws errors with messages for people.
 */
export async function startCabinet({ config, brokers, logger }: CabinetAppOptions): Promise<CabinetApp> {
  const applicationId = config.APPLICATION_ID
  const closing: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (let close = closing.pop(); close; close = closing.pop()) await close()
  }
  try {
    const kafka = await connectKafka({ brokers, clientId: applicationId })
    closing.push(() => kafka.close())
    const topics = await ensureTopics(kafka, {
      needs: topicNeeds(config.ALIASES),
      replicationFactor: config.REPLICATION_FACTOR,
      brokers,
    })
    // A connection of its own, with less patience: who sent a command waits for the answer.
    const commands = await connectKafka({
      brokers,
      clientId: `${applicationId}-api`,
      requestTimeoutMs: 5_000,
    })
    closing.push(() => commands.close())
    const publisher = new Publisher(commands)

    const endpoint = { host: reachableHost(config), port: config.PORT }
    const streams = new KafkaStreams(topologyOf(config), {
      ...streamsOptions(config),
      kafka,
      endpoint,
      logger,
      errors: { deserialize: deadLetter, process: deadLetter, produce: deadLetter },
      deadLetterTopic,
    })
    const api = await buildApi({
      instance: streams,
      applicationId,
      publisher,
      partitions: topicNeeds({})[0]!.partitions,
      endpoint,
      zone: config.ZONE,
      logger,
    })
    closing.push(() => api.close())
    const url = await listen(api, config)
    closing.push(() => streams.stop())
    await streams.start()
    // The API first: nobody is answered by an instance that is leaving. Then the streams, then the connections.
    const closeStreams = closing.pop()!
    const closeApi = closing.pop()!
    closing.push(closeStreams, closeApi)
    return { streams, kafka, publisher, topics, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

export function topologyOf(config: Config) {
  return cabinet({
    applicationId: config.APPLICATION_ID,
    zone: config.ZONE,
    aliases: config.ALIASES,
    facturation: config.FACTURATION,
    montantParDefautCentimes: config.DEFAULT_TARIF,
  })
}

function streamsOptions(config: Config) {
  return {
    applicationId: config.APPLICATION_ID,
    stateDir: resolve(root, config.STATE_DIR),
    onLostInput: config.ON_LOST_INPUT,
    commitIntervalMs: config.COMMIT_INTERVAL_MS,
    sessionTimeoutMs: config.SESSION_TIMEOUT_MS,
    standbys: config.STANDBYS,
    ...(config.MEMORY_BYTES !== null && { memoryBytes: config.MEMORY_BYTES }),
    ...(config.DISK_LOW_BYTES !== null && { diskLowBytes: config.DISK_LOW_BYTES }),
    replicationFactor: config.REPLICATION_FACTOR,
  }
}

/** "Every network" is no address that a peer could ask. */
function reachableHost(config: Config): string {
  if (config.ADVERTISED_HOST !== null) return config.ADVERTISED_HOST
  return config.HOST === '0.0.0.0' || config.HOST === '::' ? hostname() : config.HOST
}
