import { setTimeout } from 'node:timers/promises'
import type { Kafka } from 'millrace/wire'
import type { Logger } from 'pino'
import type { Publisher } from '../../api/commands/publisher.ts'
import { happen, until } from '../../practice/live.ts'
import type { Practice } from '../../practice/practice.ts'
import { openPractice } from '../../practice/simulate.ts'
import type { Meter } from './meter.ts'
import { surely } from './surely.ts'

export interface DemoFeedOptions {
  readonly kafka: Kafka
  readonly publisher: Pick<Publisher, 'publish'>
  readonly zone: string
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly meter: Meter
  readonly now?: () => number
  readonly seed?: number
}

const batch = 500

/** Six weeks of a small practice that is not full: 1,500 rendezvous or so, a third of them to come. */
const past = { ms: 42 * 86_400_000, patients: 200, medecins: 8, occupancy: 0.3, broken: 0.001 }

/** Publishes the demo practice's past if the topics are still empty; resolves to the practice as it goes on. */
export async function feedPast(options: DemoFeedOptions): Promise<{ practice: Practice; records: number }> {
  const { kafka, zone, signal, meter, now = Date.now, seed = 1 } = options
  const start = now()
  // The same people at a later start; nothing of what they did before is repeated or changed.
  if (!(await areEmpty(kafka))) {
    const stamp = start.toString(36).toUpperCase()
    return { practice: openPractice({ ...past, start, zone, seed, stamp, isKnown: true }), records: 0 }
  }
  const practice = openPractice({ ...past, start: start - past.ms, zone, seed })
  const records = until(practice, start)
  let done = 0
  for (; done < records.length && !signal.aborted; done = Math.min(done + batch, records.length)) {
    meter.at(done, records.length)
    await surely(records.slice(done, done + batch), options)
  }
  meter.end(done)
  return { practice, records: done }
}

/** Lets the practice's day go on until the signal. `rate`: happenings a second. */
export async function feedLive(practice: Practice, rate: number, options: DemoFeedOptions): Promise<void> {
  const { signal, now = Date.now } = options
  if (rate === 0) return
  while (!signal.aborted) {
    const pause = (1_000 / rate) * (0.25 + 1.5 * practice.random.next())
    await setTimeout(pause, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const records = happen(practice, now())
    if (records.length > 0) await surely(records, options)
  }
}

async function areEmpty(kafka: Kafka): Promise<boolean> {
  const partitions = ['patient.created', 'medecin.created', 'rendezvous.created'].flatMap(topic =>
    [0, 1, 2].map(partition => ({ topic, partition })),
  )
  const ends = await kafka.listOffsets(partitions, 'latest')
  return ends.every(({ offset }) => offset === 0)
}
