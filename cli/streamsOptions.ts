import { resolve } from 'node:path'
import type { Config } from '../config/readConfig.ts'
import { deadLetterTopic } from '../events/topics.ts'
import { root } from './root.ts'

/** The engine's options, but for what belongs to one generation. */
export function streamsOptions(config: Config) {
  return {
    applicationId: config.APPLICATION_ID,
    stateDir: resolve(root, config.STATE_DIR),
    onLostInput: config.ON_LOST_INPUT,
    ...(config.ACCEPT_TOPOLOGY_LOSS !== null && { acceptTopologyLoss: config.ACCEPT_TOPOLOGY_LOSS }),
    commitIntervalMs: config.COMMIT_INTERVAL_MS,
    sessionTimeoutMs: config.SESSION_TIMEOUT_MS,
    standbys: config.STANDBYS,
    ...(config.MEMORY_BYTES !== null && { memoryBytes: config.MEMORY_BYTES }),
    ...(config.DISK_LOW_BYTES !== null && { diskLowBytes: config.DISK_LOW_BYTES }),
    replicationFactor: config.REPLICATION_FACTOR,
    deadLetterTopic,
  }
}
