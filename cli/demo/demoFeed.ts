import { setTimeout } from 'node:timers/promises'
import type { Kafka } from 'millrace/wire'
import type { Logger } from 'pino'
import type { PublishedRecord, Publisher } from '../../api/commands/publisher.ts'
import { burst } from '../../demo/burst.ts'
import { createLive } from '../../demo/live.ts'
import { openPractice, type Practice } from '../../demo/practice.ts'
import { laterPractice } from './laterPractice.ts'
import type { Meter } from './meter.ts'

export interface DemoFeedOptions {
  readonly kafka: Kafka
  readonly publisher: Pick<Publisher, 'publish'>
  readonly zone: string
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly meter: Meter
  readonly now?: () => number
  readonly seed?: number
  readonly rendezvous?: number
}

const batch = 250

/** Publishes the demo practice's past if the topics are still empty; resolves to the practice as it goes on. */
export async function feedPast(options: DemoFeedOptions): Promise<{ practice: Practice; records: number }> {
  const { zone, signal, meter, now = Date.now, seed = 1, rendezvous = 1_500 } = options
  if (!(await areEmpty(options.kafka))) return { practice: laterPractice(now(), zone), records: 0 }
  const practice = openPractice({ now: now(), zone, seed })
  const past = burst(practice, rendezvous)
  let done = 0
  for (; done < past.length && !signal.aborted; done = Math.min(done + batch, past.length)) {
    meter.at(done, past.length)
    await surely(past.slice(done, done + batch), options)
  }
  meter.end(done)
  return { practice, records: done }
}

/** Lets the practice's day go on until the signal. `rate`: happenings a second. */
export async function feedLive(practice: Practice, rate: number, options: DemoFeedOptions): Promise<void> {
  const { signal, now = Date.now } = options
  if (rate === 0) return
  const live = createLive(practice)
  while (!signal.aborted) {
    const pause = (1_000 / rate) * (0.25 + 1.5 * practice.random.next())
    await setTimeout(pause, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const records = live.next(now())
    if (records.length > 0) await surely(records, options)
  }
}

/** Again until it is written: a repeat has no further effect, a gap would be a patient who never came. */
async function surely(records: readonly PublishedRecord[], options: DemoFeedOptions): Promise<void> {
  const { publisher, signal, logger } = options
  while (!signal.aborted) {
    try {
      await publisher.publish(records)
      return
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'demo records were not taken; once more')
      await setTimeout(1_000, undefined, { signal }).catch(() => {})
    }
  }
}

async function areEmpty(kafka: Kafka): Promise<boolean> {
  const partitions = ['patient.created', 'medecin.created', 'rendezvous.created'].flatMap(topic =>
    [0, 1, 2].map(partition => ({ topic, partition })),
  )
  const ends = await kafka.listOffsets(partitions, 'latest')
  return ends.every(({ offset }) => offset === 0)
}
