import { resolve } from 'node:path'
import { deadLetter, type KafkaStreams, openGeneration } from 'millrace'
import type { Logger } from 'pino'
import { buildApi } from '../api/buildApi.ts'
import { GenerationAdmin } from '../api/generations/generationAdmin.ts'
import { isReady } from '../api/isReady.ts'
import { CommandOutbox } from '../api/outbox/commandOutbox.ts'
import type { Config } from '../config/readConfig.ts'
import { accessOf } from './accessOf.ts'
import { type Connection, connect } from './connect.ts'
import { connectionsOf } from './connectionsOf.ts'
import { deadLettersOf } from './deadLettersOf.ts'
import { explainerOf } from './explain/explainerOf.ts'
import { CabinetLiveness } from './generations/cabinetLiveness.ts'
import { comparerOf } from './generations/comparerOf.ts'
import { dropOldState } from './generations/dropOldState.ts'
import { generationDirOf } from './generations/generationDirOf.ts'
import { coordinatorOf, ofGeneration } from './generations/ofGeneration.ts'
import { paceBuilding } from './generations/paceBuilding.ts'
import { rulesInForce } from './generations/rules.ts'
import { listen } from './listen.ts'
import { outboxOptions } from './outboxOptions.ts'
import { outputOf } from './outputOf.ts'
import { reachableHost } from './reachableHost.ts'
import { root } from './root.ts'
import type { Serving } from './serving.ts'
import { streamsOptions } from './streamsOptions.ts'
import { tlsOf } from './tlsOf.ts'
import { topicNeeds } from './topics/topicNeed.ts'
import { topologyOf } from './topologyOf.ts'
import { serviceOf, tracesOf } from './tracesOf.ts'
import { trailOf } from './trailOf.ts'

/** The cabinet in this process: its streams, of one generation, and its API. */
export interface CabinetApp extends Serving {
  readonly streams: KafkaStreams
  /** Closes the API, commits, and leaves the group; with `leave` false it stays a member for a restart to come. Idempotent. */
  stop(options?: { readonly leave?: boolean }): Promise<void>
}

export interface CabinetAppOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly logger: Logger
  /** One that is there already, and stays the caller's to close. Default: its own. */
  readonly connection?: Connection
}

/**
 * Checks and creates topics, opens the API, and joins the group; resolves when it has joined, before state is restored
 * (await `streams.reached('RUNNING')`). What ends it later rejects `done`. Throws errors with messages for people.
 */
export async function startCabinet(options: CabinetAppOptions): Promise<CabinetApp> {
  const { brokers, logger } = options
  const access = accessOf(options.config, logger)
  const tls = tlsOf(options.config, logger)
  const connection = options.connection ?? (await connect(options.config, brokers))
  const disconnect = async () => {
    if (!options.connection) await connection.close()
  }
  const closing = [disconnect, access.close, () => tls?.close()]
  try {
    const config = await ofGeneration(options.config, connection.kafka)
    const endpoint = { host: reachableHost(config), port: config.PORT }
    const { kafka, publisher } = connection
    const stateDir = resolve(root, config.STATE_DIR)
    const generation = await openGeneration(topologyOf(config), {
      ...streamsOptions(config),
      generation: config.GENERATION,
      stateDir: generationDirOf(stateDir, config.GENERATION),
      kafka,
      endpoint,
      logger,
      errors: { deserialize: deadLetter, process: deadLetter, produce: deadLetter },
    })
    const { streams } = generation
    await dropOldState(stateDir, generation.generations)
    const liveness = new CabinetLiveness({ instance: generation, kafka: connection.prompt })
    const coordinator = coordinatorOf(config, connection.prompt)
    const outbox = config.OUTBOX
      ? await CommandOutbox.open(outboxOptions(stateDir, config, connection, logger))
      : null
    if (outbox) closing.unshift(() => outbox.close())
    const trail = trailOf(config, publisher, logger)
    const traces = await tracesOf(config, {
      applicationId: generation.generation.id,
      service: serviceOf(config),
      instance: `${endpoint.host}:${endpoint.port}`,
      logger,
    })
    if (traces) closing.unshift(() => traces.close())
    const api = await buildApi({
      instance: streams,
      applicationId: generation.generation.id,
      liveness,
      feedGenerations: generation,
      generations: new GenerationAdmin(
        coordinator,
        comparerOf(config, connection.prompt, coordinator),
        rulesInForce(config),
      ),
      publisher,
      outbox,
      access,
      trail,
      traces,
      ...(tls && { tls: { cert: tls.cert, key: tls.key } }),
      limits: limitsOf(config),
      kafka,
      flux: fluxOf(config),
      connections: connectionsOf(config),
      output: outputOf(config),
      deadLetters: deadLettersOf(config, connection.prompt),
      explain: explainerOf(config, connection.prompt),
      partitions: topicNeeds({})[0]!.partitions,
      endpoint,
      zone: config.ZONE,
      logger,
    })
    closing.unshift(() => api.close())
    tls?.keepCurrent(api.server)
    const url = await listen(api, config)
    await generation.start()
    const unpaced = paceBuilding({
      config,
      generation,
      coordinator,
      endpoints: () => liveness.endpoints(),
      logger,
    })
    // The API first: nobody is answered by an instance that is leaving. Then the streams, then the connections.
    const end = async (leave: boolean) => {
      unpaced()
      await api.close()
      await generation.stop({ leave })
      await trail?.close()
      await outbox?.close()
      await traces?.close()
      await disconnect()
      access.close()
      tls?.close()
    }
    let stopped: Promise<void> | null = null
    return {
      connection,
      streams,
      url,
      done: generation.done,
      isReady: async () => isReady(streams),
      stop: ({ leave = true } = {}) => {
        stopped ??= end(leave)
        return stopped
      },
    }
  } catch (error) {
    for (const close of closing) await close()
    throw error
  }
}

function limitsOf(config: Config) {
  return {
    bodyBytes: config.API_BODY_BYTES,
    csvRows: config.API_CSV_ROWS,
    keys: config.API_KEYS,
    waitSeconds: config.API_WAIT_SECONDS,
    waiting: config.API_WAITING,
    explainRecords: config.API_EXPLAIN_RECORDS,
    partitionSeries: config.METRICS_PARTITION_SERIES,
  }
}

function fluxOf(config: Config) {
  return {
    clients: config.FLUX_CLIENTS,
    subscriptions: config.FLUX_SUBSCRIPTIONS,
    clientBytes: config.FLUX_CLIENT_BYTES,
    ringBytes: config.FLUX_RING_BYTES,
    frameBytes: config.FLUX_FRAME_BYTES,
    windowMs: config.FLUX_WINDOW_MS,
    heartbeatMs: config.FLUX_HEARTBEAT_MS,
  }
}
