import { pino } from 'pino'
import { Publisher } from '../../api/commands/publisher.ts'
import { feedLive, feedPast } from '../demo/demoFeed.ts'
import { silentMeter, terminalMeter } from '../demo/meter.ts'
import { stopSignal } from '../stopSignal.ts'
import { ensureTopics } from '../topics/ensureTopics.ts'
import { topicNeeds } from '../topics/topicNeed.ts'
import { withKafka } from './withKafka.ts'

export interface DemoCommandOptions {
  readonly json?: boolean
  readonly live?: boolean
  readonly seed?: number
}

/** `cabinet demo`: the demo's records, without the cabinet. */
export async function demoCommand({ json = false, live = false, seed }: DemoCommandOptions): Promise<number> {
  const signal = stopSignal(() => {})
  const records = await withKafka(json, async ({ config, kafka, brokers }) => {
    const needs = topicNeeds(config.ALIASES)
    await ensureTopics(kafka, { needs, replicationFactor: config.REPLICATION_FACTOR, brokers })
    const options = {
      kafka,
      publisher: new Publisher(kafka),
      zone: config.ZONE,
      signal,
      logger: pino({ level: 'silent' }),
      meter: json ? silentMeter : terminalMeter('demo data'),
      ...(seed === undefined ? {} : { seed }),
    }
    const past = await feedPast(options)
    if (past.records === 0 && !json)
      console.log('The topics have records already: the past is left as it is.')
    if (live) await feedLive(past.practice, config.DEMO_RATE, options)
    return past.records
  })
  if (json) console.log(JSON.stringify({ records }))
  return 0
}
