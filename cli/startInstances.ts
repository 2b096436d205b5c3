import { isIP } from 'node:net'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import type { StreamsStatus } from 'millrace'
import type { Logger } from 'pino'
import { internalHeaders } from '../api/access/internalHeaders.ts'
import type { Config } from '../config/readConfig.ts'
import { askChild } from '../supervisor/askChild.ts'
import { buildFront } from '../supervisor/buildFront.ts'
import { type InstanceStatus, Supervisor } from '../supervisor/supervisor.ts'
import { accessOf } from './accessOf.ts'
import { connect } from './connect.ts'
import { frontServer, prepareFront } from './frontRules.ts'
import { type GenerationConfig, ofGeneration } from './generations/ofGeneration.ts'
import { leaveFor } from './leaveFor.ts'
import { listen } from './listen.ts'
import { root } from './root.ts'
import type { Serving } from './serving.ts'
import { StartError } from './startError.ts'
import { stateDirOf } from './stateDirOf.ts'
import { tlsOf } from './tlsOf.ts'
import { urlOf } from './urlOf.ts'

export interface InstancesOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly logger: Logger
  readonly instances: number
  /** At every change. */
  readonly changed: (instances: readonly InstanceStatus[]) => void
}

/** Several instances on this machine under a supervisor, which has the port. Resolves while they start; SIGUSR2 restarts them one by one. */
export async function startInstances(options: InstancesOptions): Promise<Serving> {
  const { config, brokers, logger, instances, changed } = options
  const access = accessOf(config, logger)
  const tls = tlsOf(config, logger)
  const headers = internalHeaders(access.internalSecret)
  const connection = await connect(config, brokers)
  const stateDir = (instance: number) => resolve(root, stateDirOf(config.STATE_DIR, instance))
  /** What the last started one of each runs; each start is in the generation that is live then. */
  const running = new Map<number, GenerationConfig>()
  let last = await ofGeneration(config, connection.kafka)
  const supervisor: Supervisor = new Supervisor({
    instances,
    port: config.PORT,
    command: async (instance, port) => {
      last = await ofGeneration(config, connection.prompt).catch(() => last)
      running.set(instance, last)
      return {
        module: join(import.meta.dirname, 'instance.ts'),
        args: [String(instance)],
        environment: {
          KAFKA_BROKERS: brokers.join(),
          PORT: String(port),
          STATE_DIR: stateDir(instance),
          GENERATION: String(last.GENERATION),
          MEMORY_BYTES: String(config.MEMORY_BYTES ?? memoryOf(instances)),
          ...(access.internalSecret !== null && { INTERNAL_SECRET: access.internalSecret }),
          // Requests come by way of this process.
          TRUSTED_PROXIES: [
            ...config.TRUSTED_PROXIES,
            'loopback',
            ...(isIP(config.HOST) ? [config.HOST] : []),
          ].join(),
        },
      }
    },
    leave: async instance => {
      await leaveFor(running.get(instance) ?? last, {
        kafka: connection.prompt,
        stateDir: stateDir(instance),
        instance,
        logger,
      })
    },
    stopTimeoutMs: config.STOP_TIMEOUT_MS,
    log: logger,
    changed: () => changed(supervisor.instances),
  })
  const front = await buildFront({
    applicationId: config.APPLICATION_ID,
    instances: () => supervisor.instances,
    isRestarting: () => supervisor.isRestarting,
    originOf: port => urlOf(config, port),
    wholePath: '/ready?scope=all',
    headers,
    server: frontServer(access, config, tls),
    prepare: app => prepareFront(app, access, config, tls),
    logger,
  })
  const isReady = async () => (await front.inject('/ready')).statusCode === 200
  // The next one may go only when what it has is followed elsewhere again.
  const restart = async () => {
    const before = await copies(supervisor.instances, config, headers)
    await supervisor.restart(
      async () => (await isReady()) && (await copies(supervisor.instances, config, headers)) >= before,
    )
  }
  const end = async () => {
    process.off('SIGUSR2', restart)
    await front.close()
    await supervisor.stop()
    await connection.close()
    access.close()
    tls?.close()
  }
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= end()
    return stopped
  }
  try {
    const url = await listen(front, config)
    process.on('SIGUSR2', restart)
    // Its own second Ctrl-C, or a mistake of ours: nobody is left behind.
    process.on('exit', () => supervisor.kill())
    supervisor.start()
    const done = supervisor.failed.then(() => {
      throw allFailed(supervisor.instances)
    })
    done.catch(() => {})
    return { connection, url, done, isReady, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** How many store partitions are followed by a standby that has caught up. */
async function copies(
  instances: readonly InstanceStatus[],
  config: Config,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const answers = await Promise.all(
    instances.map(({ port }) => askChild(`${urlOf(config, port)}/api/status`, headers)),
  )
  return answers
    .flatMap(answer => (answer?.status === 200 ? (JSON.parse(answer.text) as StreamsStatus).standbys : []))
    .flatMap(({ stores }) => stores)
    .filter(({ behindMs }) => behindMs !== null).length
}

function allFailed(instances: readonly InstanceStatus[]): StartError {
  const reasons = instances.map(({ instance, error }) => `  ${instance}: ${error}`)
  return new StartError(`Every instance has failed:\n${reasons.join('\n')}`)
}

/** What one process would take of this machine by itself, divided. */
function memoryOf(instances: number): number {
  const MiB = 2 ** 20
  const available = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())
  return Math.floor(Math.min(512 * MiB, Math.max(64 * MiB, available / 4 / instances)))
}
