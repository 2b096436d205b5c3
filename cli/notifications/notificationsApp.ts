import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { deadLetter, KafkaStreams } from 'millrace'
import type { Logger } from 'pino'
import { Publisher } from '../../api/commands/publisher.ts'
import { isReady } from '../../api/isReady.ts'
import { traceMetrics } from '../../api/observe/traceMetrics.ts'
import type { Config } from '../../config/readConfig.ts'
import { topics } from '../../events/topics.ts'
import { CabinetDirectory } from '../../notifications/directory.ts'
import { Dispatcher } from '../../notifications/dispatcher.ts'
import type { DueRow } from '../../notifications/dueRow.ts'
import { notificationTopology, reportTopic, requestTopic } from '../../notifications/notificationTopology.ts'
import type { QueueRow } from '../../notifications/queueRow.ts'
import { accessOf } from '../accessOf.ts'
import { askingHeaders } from '../askingHeaders.ts'
import { kafkaOf } from '../kafkaOf.ts'
import { listenAt } from '../listenAt.ts'
import { root } from '../root.ts'
import type { Runnable } from '../runUnderSupervision.ts'
import { streamsOptions } from '../streamsOptions.ts'
import { tlsOf } from '../tlsOf.ts'
import { ensureTopics } from '../topics/ensureTopics.ts'
import { topicNeeds } from '../topics/topicNeed.ts'
import { serviceOf, tracesOf } from '../tracesOf.ts'
import { urlOf } from '../urlOf.ts'
import { channelOf } from './channelOf.ts'
import { NotificationMetrics } from './notificationMetrics.ts'
import { notificationServer } from './notificationServer.ts'
import { traceSending } from './traceSending.ts'

export interface NotificationsApp extends Runnable {
  /** Where its metrics and health are. */
  readonly url: string
}

export interface NotificationsAppOptions {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly logger: Logger
}

const day = 86_400_000
const pollMs = 100

/** The notifications worker's own application: its group, its stores, its transactions. */
export const notificationsId = (config: Config): string => `${config.APPLICATION_ID}-notifications`

export const notificationStreamsOptions = (config: Config) => ({
  ...streamsOptions(config),
  applicationId: notificationsId(config),
  stateDir: join(resolve(root, config.STATE_DIR), 'notifications'),
  memoryBytes: 64 * 2 ** 20,
  standbys: 0,
})

/**
 * The worker in this process: resolves when it has joined its group. What ends it later rejects `done`. Throws errors with
 * messages for people.
 */
export async function startNotifications(options: NotificationsAppOptions): Promise<NotificationsApp> {
  const { config, brokers, logger } = options
  const applicationId = notificationsId(config)
  const channel = channelOf(config, logger)
  const kafka = await kafkaOf(config, { brokers, clientId: applicationId })
  const closing: (() => unknown)[] = [() => kafka.close(), () => channel.close()]
  const stopping = new AbortController()
  try {
    await ensureTopics(kafka, {
      needs: [...topicNeeds(config.ALIASES), reportNeed(applicationId)],
      replicationFactor: config.REPLICATION_FACTOR,
      brokers,
    })
    const streams = new KafkaStreams(notificationTopology(applicationId, config.NOTIFICATION_MAX_AGE_MS), {
      ...notificationStreamsOptions(config),
      kafka,
      logger,
      errors: { deserialize: deadLetter, process: deadLetter, produce: deadLetter },
    })
    const traces = await tracesOf(config, {
      applicationId,
      service: `${serviceOf(config)}-notifications`,
      instance: `${config.HOST}:${config.NOTIFICATION_PORT}`,
      logger,
    })
    if (traces) closing.push(() => traces.close())
    const queues = streams.store<string, QueueRow>('queues')
    const metrics = new NotificationMetrics(
      streams,
      applicationId,
      channel.name,
      () => queues.count(),
      config.METRICS_PARTITION_SERIES,
    )
    if (traces) traceMetrics(traces, metrics.registry)
    closing.push(() => metrics.close())
    const access = accessOf(config, logger)
    closing.push(access.close)
    const tls = tlsOf(config, logger)
    if (tls) closing.push(tls.close)
    const server = await notificationServer(streams, metrics, { access, tls, config, logger })
    const address = await listenAt(server, config.HOST, config.NOTIFICATION_PORT)
    closing.push(() => server.close())
    await streams.start()
    closing.push(() => streams.stop())

    const publisher = new Publisher(kafka)
    const topic = reportTopic(applicationId)
    const { NOTIFICATION_TIMEOUT_MS: timeoutMs } = config
    const lookUpMs = Math.min(3_000, timeoutMs)
    const dispatcher = new Dispatcher({
      queues,
      due: streams.store<string, DueRow>('due'),
      publish: reports =>
        publisher.publish(
          reports.map(({ recipient, report }) => ({
            topic,
            key: recipient,
            value: JSON.stringify(report),
            timestamp: report.at,
          })),
        ),
      directory: new CabinetDirectory(
        config.CABINET_URL ?? urlOf(config, config.PORT),
        lookUpMs,
        askingHeaders(config),
      ),
      channel,
      zone: config.ZONE,
      tries: config.NOTIFICATION_TRIES,
      retry: { baseMs: config.NOTIFICATION_RETRY_MS, capMs: config.NOTIFICATION_RETRY_CAP_MS },
      random: Math.random,
      concurrency: config.NOTIFICATION_CONCURRENCY,
      maxAgeMs: config.NOTIFICATION_MAX_AGE_MS,
      // Half of it for two look-ups, one after the other, and the sending.
      leaseMs: 2 * (2 * lookUpMs + timeoutMs),
      pollMs,
      now: Date.now,
      log: logger,
      observe: event => metrics.observe(event),
      ...(traces && { began: traceSending(traces, channel.name) }),
    })
    const dispatching = dispatcher.run(stopping.signal)
    streams.done.catch(() => stopping.abort())

    const end = async (leave: boolean) => {
      stopping.abort()
      // What is being sent is reported; what takes longer than a stop may is sent again by its claim's end.
      const patience = setTimeout(config.STOP_TIMEOUT_MS / 2, undefined, { ref: false })
      await Promise.race([dispatching, patience])
      await server.close()
      access.close()
      tls?.close()
      metrics.close()
      await streams.stop({ leave })
      await traces?.close()
      await channel.close()
      await kafka.close()
    }
    let stopped: Promise<void> | null = null
    return {
      url: urlOf(config, Number(new URL(address).port)),
      done: streams.done,
      isReady: async () => isReady(streams),
      stop: ({ leave = true } = {}) => {
        stopped ??= end(leave)
        return stopped
      },
    }
  } catch (error) {
    stopping.abort()
    for (let close = closing.pop(); close; close = closing.pop()) await close()
    throw error
  }
}

function reportNeed(applicationId: string) {
  const { partitions } = topics.find(({ name }) => name === requestTopic)!
  return {
    name: reportTopic(applicationId),
    partitions,
    // A worker that was away for longer has nothing to be told about claims.
    configs: { 'retention.ms': String(30 * day) },
    direction: 'both' as const,
    isInput: false,
  }
}
