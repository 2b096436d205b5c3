import { pino } from 'pino'
import { Publisher } from '../../api/commands/publisher.ts'
import { readConfig } from '../../config/readConfig.ts'
import { paced } from '../../practice/paced.ts'
import type { PracticeRecord } from '../../practice/practiceRecord.ts'
import { openPractice, recordsOf } from '../../practice/simulate.ts'
import { Lines } from '../demo/lines.ts'
import { surely } from '../demo/surely.ts'
import { stopSignal } from '../stopSignal.ts'
import { ensureTopics } from '../topics/ensureTopics.ts'
import { topicNeeds } from '../topics/topicNeed.ts'
import { withKafka } from './withKafka.ts'

export interface SimulateCommandOptions {
  readonly json?: boolean
  readonly patients: number
  readonly medecins: number
  readonly days: number
  /** How much faster than life; Infinity: as fast as it goes. */
  readonly rate: number
  readonly seed: number
  /** Default: so that it ends now, or begins now where it has a pace. */
  readonly start?: number
  readonly mistakes: number
  readonly broken: number
  /** A file instead of Kafka. */
  readonly out?: string
}

const day = 86_400_000

/** `cabinet simulate`: days of a practice into Kafka or a file. Prints one JSON object last. */
export async function simulateCommand(options: SimulateCommandOptions): Promise<number> {
  const { json = false, days, rate, out } = options
  const signal = stopSignal(() => {})
  const begun = performance.now()
  const start = options.start ?? Date.now() - (rate === Number.POSITIVE_INFINITY ? days * day : 0)
  const practice = openPractice({ ...options, start, end: start + days * day, zone: readConfig().ZONE })
  const send = async (write: (records: readonly PracticeRecord[]) => Promise<unknown>) => {
    for await (const records of paced(recordsOf(practice), { rate, signal })) await write(records)
  }

  if (out === undefined) {
    await withKafka(json, async ({ config, kafka, brokers }) => {
      const needs = topicNeeds(config.ALIASES)
      await ensureTopics(kafka, { needs, replicationFactor: config.REPLICATION_FACTOR, brokers })
      const publisher = new Publisher(kafka)
      const logger = pino({ level: json ? 'silent' : 'warn' }, pino.destination(2))
      await send(records => surely(records, { publisher, signal, logger }))
    })
  } else {
    const lines = await Lines.create(out)
    await send(records => lines.write(records)).finally(() => lines.close())
  }

  const { records, byTopic, mistakes } = practice.tally
  const seconds = (performance.now() - begun) / 1_000
  const summary = {
    records,
    topics: Object.fromEntries(Object.entries(byTopic).sort()),
    mistakes: Object.fromEntries(Object.entries(mistakes).map(([kind, ids]) => [kind, ids.length])),
    from: new Date(start).toISOString(),
    to: new Date(practice.now).toISOString(),
    seconds: Number(seconds.toFixed(3)),
    recordsPerSecond: Math.round(records / seconds),
    stopped: signal.aborted,
  }
  console.log(JSON.stringify(summary))
  return 0
}
