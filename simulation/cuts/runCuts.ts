import { endedByThemselves } from '../endedByThemselves.ts'
import { heal } from '../heal.ts'
import { inject } from '../inject.ts'
import type { ScheduleResult } from '../runSchedule.ts'
import type { Schedule } from '../schedule.ts'
import { CutWorld } from './cutWorld.ts'

export interface CutsResult extends ScheduleResult {
  /** Cuts at which everything stood still and was looked at; those that were given up. */
  readonly quiet: number
  readonly aborted: number
}

const patienceMs = 60_000

/**
 * A schedule with cuts in it. Whatever happens to the instances: at each that comes to rest, rows and outputs are exactly those of
 * the input below it, and nothing changes until the release; in the end they are those of all input. Once the schedule has healed, a
 * last one must come to rest.
 */
export async function runCuts(schedule: Schedule): Promise<CutsResult> {
  const world = new CutWorld(schedule)
  const { cluster, random, problems } = world
  let quiet = 0
  let aborted = 0
  const cut = async (id: string) => {
    const isQuiet = await world.cut(id)
    if (isQuiet) quiet++
    else aborted++
  }
  try {
    for (const { at, record } of schedule.input) cluster.simulator.schedule(at, () => world.produce(record))
    for (const fault of schedule.faults) inject(cluster, fault)
    for (const [i, who] of schedule.instances.entries())
      cluster.simulator.schedule(i * 137, () => {
        if (cluster.instance(who).streams === null) cluster.start(who)
      })
    for (let n = random.between(1, 3); n > 0; n--) {
      await cluster.advance((random.next() * schedule.endsAt) / 2)
      await cut(`cut-${n}`)
    }
    await cluster.advance(Math.max(0, schedule.endsAt - cluster.now))
    heal(cluster, schedule)
    await cluster.advance(Math.max(...schedule.faults.map(({ ms }) => ms)))
    await cluster.quiet(patienceMs)
    const before = quiet
    // Some are given up by chance.
    for (let tries = 0; tries < 5 && quiet === before; tries++) await cut(`last-${tries}`)
    if (quiet === before) problems.push('no cut comes to rest though nothing disturbs it')
    await cluster.quiet(patienceMs)
    await world.lookAtAll()
    problems.push(...(await cluster.hashProblems()))
  } catch (error) {
    problems.push(String(error))
  }
  problems.push(...endedByThemselves(cluster, schedule), ...cluster.violations())
  const { seed } = schedule
  const { name } = schedule.case
  const virtualMs = Math.round(cluster.now)
  return { seed, name, problems, virtualMs, trace: cluster.traceText, quiet, aborted }
}
