import { join } from 'node:path'
import { type Kafka, leaveOnBehalf } from 'millrace'
import type { Logger } from 'pino'
import type { Config } from '../../config/readConfig.ts'
import { notificationTopology } from '../../notifications/notificationTopology.ts'
import { freePort } from '../../supervisor/freePort.ts'
import { Supervisor } from '../../supervisor/supervisor.ts'
import { urlOf } from '../urlOf.ts'
import { notificationStreamsOptions, notificationsId } from './notificationsApp.ts'

export interface BesideOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  /** For what has to be said on behalf of a worker that is dead. */
  readonly kafka: Kafka
  readonly cabinetUrl: string
  readonly logger: Logger
}

/** Ports from here on, counted from the cabinet's, whose instances have those before. */
const portDistance = 90

export interface Beside {
  /** Where its metrics and health are. */
  readonly url: string
  stop(): Promise<void>
  /** Ends it now. */
  kill(): void
}

/** The worker as a process of its own under this one: what ends it does not end the cabinet, and it is started again. */
export async function notificationsBeside(options: BesideOptions): Promise<Beside> {
  const { config, brokers, kafka, cabinetUrl, logger } = options
  const topology = notificationTopology(notificationsId(config), config.NOTIFICATION_MAX_AGE_MS)
  const first = Math.min(config.PORT + portDistance, 65_000)
  const port = config.NOTIFICATION_PORT || (await freePort(first, []))
  const supervisor = new Supervisor({
    instances: 1,
    port,
    command: () => ({
      module: join(import.meta.dirname, 'worker.ts'),
      args: [],
      environment: {
        KAFKA_BROKERS: brokers.join(),
        CABINET_URL: cabinetUrl,
        NOTIFICATION_PORT: String(port),
        ...(config.INTERNAL_SECRET !== null && { INTERNAL_SECRET: config.INTERNAL_SECRET }),
      },
    }),
    leave: async () => {
      const dead = { ...notificationStreamsOptions(config), kafka, logger }
      await leaveOnBehalf(topology, dead).catch(error =>
        logger.warn({ error: String(error) }, 'could not leave for the notifications worker'),
      )
    },
    stopTimeoutMs: config.STOP_TIMEOUT_MS,
    log: logger.child({ worker: 'notifications' }),
  })
  supervisor.start()
  return {
    url: urlOf(config, port),
    stop: () => supervisor.stop(),
    kill: () => supervisor.kill(),
  }
}
