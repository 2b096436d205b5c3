import { adoptedBroker } from './adoptedBroker.ts'
import { chooseBroker } from './chooseBroker.ts'
import { composeBroker } from './composeBroker.ts'
import { configuredBroker } from './configuredBroker.ts'
import { localBroker } from './localBroker.ts'
import { type Progress, terminalProgress } from './progress.ts'
import type { RunningBroker } from './runningBroker.ts'
import { type Environment, readSettings } from './settings.ts'

export interface BrokerOptions {
  /** The checkout: docker-compose.yml is in it, and data/kafka keeps the local broker's jars and data. */
  readonly root: string
  /** KAFKA_BROKERS, KAFKA_PORT, KAFKA_HEAP and KAFKA_HOW are read from here; process.env unless given. */
  readonly environment?: Environment
  readonly progress?: Progress
}

/**
 * Finds the application's Kafka, or starts one: KAFKA_BROKERS, else a Docker engine that answers, else Java. Rejects
 * with BrokerError, whose message is for the user's eyes. The caller must stop() what it got, also after a failure of
 * its own; a caller that is killed leaves a broker that the next findBroker adopts.
 */
export async function findBroker(options: BrokerOptions): Promise<RunningBroker> {
  const environment = options.environment ?? process.env
  const progress = options.progress ?? terminalProgress()
  const search = { root: options.root, environment, settings: readSettings(environment), progress }
  return chooseBroker(search, [configuredBroker, adoptedBroker, composeBroker, localBroker])
}
