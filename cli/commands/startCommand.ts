import { pino } from 'pino'
import { consoleBuilt } from '../../api/console/consoleBuilt.ts'
import { findBroker } from '../../broker/findBroker.ts'
import { portIsFree } from '../../broker/ports.ts'
import { silentProgress, terminalProgress } from '../../broker/progress.ts'
import { readConfig } from '../../config/readConfig.ts'
import { registerSchemas } from '../../registry/registerSchemas.ts'
import { accessOf, withInternalSecret } from '../accessOf.ts'
import { addressesOf, block } from '../addresses.ts'
import { feedLive, feedPast } from '../demo/demoFeed.ts'
import { silentMeter, terminalMeter } from '../demo/meter.ts'
import { describeError } from '../describeError.ts'
import { kafkaLoginOf } from '../kafkaOf.ts'
import { sendLeftOutboxes } from '../leftOutboxes.ts'
import { portTaken } from '../listen.ts'
import { logging } from '../logging.ts'
import { notificationsBeside } from '../notifications/besideCabinet.ts'
import { root } from '../root.ts'
import type { Serving } from '../serving.ts'
import { startInstances } from '../startInstances.ts'
import { startThroughResets } from '../startThroughResets.ts'
import { stopSignal } from '../stopSignal.ts'
import { tellChanges } from '../tellChanges.ts'
import { tlsOf } from '../tlsOf.ts'

const silent = pino({ level: 'silent' })

export interface StartOptions {
  readonly json?: boolean
  /** So many processes under this one. Default: INSTANCES, else everything is in this process. */
  readonly instances?: number
}

/**
 * The whole thing, until it is told to stop: configuration, Kafka, topics, streams and API, demo data. Resolves to the exit
 * code; whatever it opened is closed by then, in the opposite order, also after a failure.
 */
export async function startCommand(options: StartOptions): Promise<number> {
  const closing: (() => unknown)[] = []
  const stopping = stopSignal(() => console.error('\nStopping; Ctrl-C once more ends it at once.'))
  try {
    await run(options, stopping, closing)
    return 0
  } catch (error) {
    console.error(`\n${describeError(error)}`)
    return 1
  } finally {
    for (let close = closing.pop(); close; close = closing.pop()) {
      try {
        await close()
      } catch (error) {
        console.error(describeError(error))
      }
    }
  }
}

async function run(options: StartOptions, stopping: AbortSignal, closing: (() => unknown)[]): Promise<void> {
  const { json = false } = options
  const config = withInternalSecret(readConfig())
  const instances = options.instances ?? config.INSTANCES
  const progress = json ? silentProgress : terminalProgress()
  // Before half a minute of starting Kafka, not after it.
  accessOf(config, silent).close()
  tlsOf(config, silent)?.close()
  kafkaLoginOf(config)
  if (!(await portIsFree(config.PORT))) throw portTaken(config.PORT)
  const { logger, place, flush } = logging(config)
  closing.push(flush)

  const missing = await consoleBuilt()
  if (missing !== null) {
    progress.note(`No console: ${missing}`)
    logger.warn({ missing }, 'the console is not built')
  }
  const broker = await findBroker({ root, progress })
  closing.push(() => broker.stop())
  if (stopping.aborted) return

  const start = { config, brokers: broker.brokers, logger }
  const changed = json ? () => {} : tellChanges(progress)
  const app: Serving = await progress.step('Starting the cabinet', () =>
    instances === null
      ? startThroughResets({ ...start, note: progress.note, stopping })
      : startInstances({ ...start, instances, changed }),
  )
  closing.push(() => app.stop())
  // What ends the cabinet ends the command: with its error, or quietly by the signal.
  const ended = Promise.race([app.done, once(stopping)])
  const died = new AbortController()
  app.done.catch(() => died.abort())
  const signal = AbortSignal.any([stopping, died.signal])
  await Promise.race([
    ended,
    progress.step('Joining the group and restoring state', () => ready(app, signal)),
  ])
  if (stopping.aborted) return
  const { connection } = app
  const leaving = new AbortController()
  const left = sendLeftOutboxes({
    config,
    connection,
    logger,
    instances: instances ?? 1,
    signal: leaving.signal,
  })
  closing.push(() => {
    leaving.abort()
    return left
  })
  if (config.SCHEMA_REGISTRY_URL !== null)
    void registerSchemas({ url: config.SCHEMA_REGISTRY_URL, logger, signal })

  const { kafka, prompt, publisher, topics } = connection
  const meter = json ? silentMeter : terminalMeter('demo data')
  const demo = { kafka, publisher, zone: config.ZONE, signal, logger, meter }
  const past = config.DEMO ? await feedPast(demo) : null
  const beside = { config, brokers: broker.brokers, kafka: prompt, cabinetUrl: app.url, logger }
  const notifications = config.NOTIFICATIONS ? await notificationsBeside(beside) : null
  // A second Ctrl-C, or a mistake of ours: it is not left behind.
  process.on('exit', () => notifications?.kill())
  closing.push(() => notifications?.stop())
  const addresses = addressesOf(app.url, broker.brokers, place, notifications?.url ?? null)
  if (json)
    console.log(JSON.stringify({ ...addresses, topicsCreated: topics.created, demo: past?.records ?? null }))
  else console.log(block(addresses, demoLine(config.DEMO_RATE, past)))
  logger.info({ ...addresses }, 'the cabinet is open')

  const live = past && feedLive(past.practice, config.DEMO_RATE, demo)
  await ended
  await live
}

/** Also the first time, when the group is still being set up and nobody has anything. */
async function ready(app: Serving, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await app.isReady())) await new Promise(resolve => setTimeout(resolve, 50))
}

function demoLine(rate: number, past: { readonly records: number } | null): string {
  if (past === null) return 'off (DEMO=0)'
  const before = past.records > 0 ? `${past.records} records` : 'the data that is there'
  return rate === 0 ? before : `${before}, and something new every ${Math.round(10 / rate) / 10} s`
}

const once = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
