import { setTimeout as sleep } from 'node:timers/promises'
import type { OutputCounter } from '../bench/outputCounter.ts'
import type { Arrivals } from './arrivals.ts'
import type { Fault, FaultContext } from './fault.ts'
import type { Feed } from './feed.ts'
import { until } from './until.ts'

/** What one fault did. */
export interface Round {
  readonly fault: string
  readonly victim: number
  /** The rendezvous with this number was the next to come when it began. */
  readonly from: number
  /** From the fault until every task that it hit had committed a result of input that came after the fault. */
  readonly secondsUntilProcessing: number
  /** The same from the moment at which all was mended; 0 when it was over before. */
  readonly secondsAfterRepair: number
  readonly doubled: number
  readonly wiped: number
  readonly rebuilt: number
}

export interface RoundOptions {
  readonly fault: Fault
  readonly context: FaultContext
  readonly feed: Feed
  readonly arrivals: Arrivals
  readonly counter: OutputCounter
  /** Of the whole application. */
  readonly tasks: number
}

const settleMs = 90_000
const processingMs = 90_000
const catchUpMs = 60_000

/** One fault over an application that is well; resolves when it is well again and all input up to then is in the outputs. */
export async function round(options: RoundOptions): Promise<Round> {
  const { fault, context, feed, arrivals, counter } = options
  const { team, victim, random } = context
  const from = feed.rendezvous
  await settled(options)
  await fault.prepare?.(context)
  await settled(options)
  await sleep(random.between(0, 1000))
  const before = { duplicates: counter.duplicates, ...team.state }
  const hit = await Promise.all(
    (fault.hits === 'everyone' ? team.all : [victim]).map(async index => team.instance(index)!.status()),
  )
  const over = arrivals
    .through(
      hit.flatMap(status => status.tasks.map(({ id }) => id)),
      feed.rendezvous,
    )
    .then(() => performance.now())
  const began = performance.now()
  await fault.inject(context)
  const mended = performance.now()
  let processing = Number.NaN
  over.then(at => {
    processing = at
  })
  await until(
    () => {
      team.check()
      feed.check()
      return !Number.isNaN(processing)
    },
    processingMs,
    () => `Tasks ${arrivals.missing.join(' ')} are not processed again`,
  )
  const fed = feed.rendezvous
  await until(
    () => arrivals.complete >= fed,
    catchUpMs,
    () => `Rendezvous ${arrivals.complete} of ${fed} does not come out`,
  )
  await settled(options)
  const after = team.state
  return {
    fault: fault.name,
    victim,
    from,
    secondsUntilProcessing: (processing - began) / 1000,
    secondsAfterRepair: Math.max(0, processing - mended) / 1000,
    doubled: counter.duplicates - before.duplicates,
    wiped: after.wiped.length - before.wiped.length,
    rebuilt: after.rebuilt - before.rebuilt,
  }
}

/** Everybody runs and has tasks, and every task runs once. */
async function settled({ context, feed, tasks }: RoundOptions): Promise<void> {
  const { team } = context
  let seen = ''
  await until(
    async () => {
      team.check()
      feed.check()
      // Old damage may be found only now, and end one of them: the next look starts it again.
      const asked = await Promise.allSettled(team.instances.map(instance => instance.measure()))
      const reports = asked.flatMap(each => (each.status === 'fulfilled' ? each.value : []))
      if (reports.length < asked.length) return false
      seen = reports.map(report => `${report.state} with ${report.tasks} tasks`).join(', ')
      return (
        reports.every(({ state, tasks }) => state === 'RUNNING' && tasks > 0) &&
        reports.reduce((sum, report) => sum + report.tasks, 0) === tasks
      )
    },
    settleMs,
    () => `The instances do not settle: ${seen}`,
  )
}
