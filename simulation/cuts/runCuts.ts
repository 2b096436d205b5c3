import { type CutProgress, cutProgress, type Role } from 'millrace'
import { Random, SimulatedCluster } from 'millrace/testing'
import type { CaseInput } from '../case.ts'
import { endedByThemselves } from '../endedByThemselves.ts'
import { heal } from '../heal.ts'
import { inject } from '../inject.ts'
import type { ScheduleResult } from '../runSchedule.ts'
import type { Schedule } from '../schedule.ts'
import { CutLog } from './cutLog.ts'
import { ToldOutputs } from './toldOutputs.ts'

export interface CutsResult extends ScheduleResult {
  /** Cuts at which everything stood still and was compared. */
  readonly quiet: number
  /** Those that were given up. */
  readonly aborted: number
}

/** How long a phase of a cut may take, ms of virtual time. */
const phaseMs = 12_000
const patienceMs = 60_000

/**
 * A schedule with cuts in it: whatever happens to the instances, at each that comes to rest rows and outputs are exactly those of the
 * input below it; in the end they are those of all input.
 */
export async function runCuts(schedule: Schedule): Promise<CutsResult> {
  const { seed, partitions } = schedule
  const { topology, inputs, outputs, name } = schedule.case
  const random = new Random(seed ^ 0x5c07)
  const log = new CutLog(random)
  const cluster = new SimulatedCluster({
    topology,
    topics: Object.fromEntries([...inputs, ...outputs].map(topic => [topic, partitions])),
    seed,
    program: log.program,
    streams: {
      commitIntervalMs: schedule.commitIntervalMs,
      standbys: schedule.standbys,
      transactionTimeoutMs: 2_000,
      sessionTimeoutMs: 3_000,
      rebalanceTimeoutMs: 3_000,
    },
    kafka: { lateMarkerChance: schedule.lateMarkerChance, sessionTimeoutMs: 3_000 },
  })
  const coordinator = cluster.kafka.connect('coordinator')
  const told = new ToldOutputs(cluster, outputs)
  const written: { readonly place: string; readonly offset: number; readonly record: CaseInput }[] = []
  const problems: string[] = []
  let role: Role = 'live'
  let quiet = 0
  let aborted = 0

  const produce = (record: CaseInput) => {
    const { topic, key, value, timestamp } = record
    const ends = () => cluster.kafka.topics.get(topic)!.logs.map(({ end }) => end)
    const before = ends()
    cluster.produce(topic, { key, value: value === null ? null : JSON.stringify(value), timestamp })
    const partition = ends().findIndex((end, i) => end > before[i]!)
    written.push({ place: `${topic}-${partition}`, offset: before[partition]!, record })
  }

  /** What is wrong with rows and outputs, were the input these records. */
  const wrong = async (input: readonly CaseInput[]): Promise<readonly string[]> => {
    const rows = new Map<string, ReadonlyMap<string, unknown>>()
    for (const store of topology.stores.keys()) rows.set(store, await cluster.rows(store))
    return schedule.case.check({ input, output: topic => told.of(topic), rows: store => rows.get(store)! })
  }

  const ask = async (cut: string, positions: ReadonlyMap<string, number> | null) => {
    let answer: CutProgress | null = null
    let isSettled = false
    const settled = () => {
      isSettled = true
    }
    cutProgress(coordinator, cluster.applicationId, cut, positions)
      .then(progress => {
        answer = progress
      })
      .then(settled, settled)
    await cluster.until(() => isSettled, 120_000)
    return answer as CutProgress | null
  }

  /** Null: not within the time that a phase may take. */
  const reached = async (cut: string, positions: ReadonlyMap<string, number> | null) => {
    for (const until = cluster.now + phaseMs; cluster.now < until; ) {
      await cluster.advance(random.between(5, 120))
      const progress = await ask(cut, positions)
      if (progress === null) continue
      if (progress.beyond.length > 0) problems.push(`${cut}: beyond it at ${progress.beyond}`)
      if (positions === null ? progress.positions !== null : progress.isQuiet) return progress
    }
    return null
  }

  /** Every task runs somewhere, and its rows can be read. */
  const settled = async (): Promise<boolean> => {
    for (let waits = 0; waits < 200; waits++) {
      await cluster.advance(100)
      const running = cluster.instances.filter(({ streams }) => streams !== null)
      const status = running.map(({ streams }) => streams!.status())
      const ids = status.flatMap(({ tasks }) => tasks.map(({ id }) => id))
      const isAll = ends() && ids.length === tasks() && new Set(ids).size === ids.length
      if (isAll && running.every(({ streams, isPaused }) => streams!.state === 'RUNNING' && !isPaused))
        return true
    }
    return false
  }
  /** Outputs can be read to their end: no marker is on its way. */
  const ends = () =>
    cluster.kafka.topics.names
      .flatMap(topic => cluster.kafka.topics.get(topic)!.logs)
      .every(({ end, lastStableOffset }) => end === lastStableOffset)
  const tasks = () => partitions * topology.subtopologies.length

  const cut = async (id: string): Promise<void> => {
    cluster.tell('cut', `${id}: hold`)
    log.say(control => control.hold(id))
    const held = await reached(id, null)
    if (held === null || random.chance(0.1)) return abort(id)
    const positions = new Map(
      [...held.positions!].map(([place, at]) => {
        const [, topic, partition] = /^(.*)-(\d+)$/.exec(place)!
        const { end } = cluster.kafka.topics.get(topic!)!.logs[Number(partition)]!
        return [place, random.chance(0.5) ? at : random.between(at, Math.max(at, end))]
      }),
    )
    cluster.tell('cut', `${id}: run to`, Object.fromEntries(positions))
    log.say(control => control.runTo(id, positions))
    if ((await reached(id, positions)) === null || random.chance(0.1)) return abort(id)
    cluster.tell('cut', `${id}: quiet`)
    const below = written
      .filter(({ place, offset }) => offset < positions.get(place)!)
      .map(({ record }) => record)
    problems.push(...told.look(role))
    if (!(await settled())) return abort(id)
    problems.push(...told.look(role))
    if (!schedule.case.isDone) problems.push(...(await wrong(below)).map(problem => `${id}: ${problem}`))
    quiet++
    if (random.chance(0.5)) {
      role = role === 'live' ? 'shadow' : 'live'
      const next = role
      log.say(control => control.become(next))
    }
    release(id)
  }

  const abort = (id: string) => {
    aborted++
    release(id)
  }
  const release = (id: string) => {
    cluster.tell('cut', `${id}: release`)
    log.say(control => control.release())
  }

  try {
    for (const { at, record } of schedule.input) cluster.simulator.schedule(at, () => produce(record))
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
    const all = written.map(({ record }) => record)
    for (let waits = 0; schedule.case.isDone && waits < 50; waits++) {
      const waiting = await cluster.rows('waiting')
      if (waiting.size === 0) break
      await cluster.advance(200)
    }
    await cluster.quiet(patienceMs)
    problems.push(...told.look(role), ...(await wrong(all)))
  } catch (error) {
    problems.push(String(error))
  }
  problems.push(...endedByThemselves(cluster, schedule), ...cluster.violations())
  return {
    seed,
    name,
    problems,
    virtualMs: Math.round(cluster.now),
    trace: cluster.traceText,
    quiet,
    aborted,
  }
}
