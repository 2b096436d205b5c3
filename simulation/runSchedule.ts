import { json, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'
import type { CaseResult } from './case.ts'
import { endedByThemselves } from './endedByThemselves.ts'
import { heal } from './heal.ts'
import { inject } from './inject.ts'
import type { FaultKind, Schedule } from './schedule.ts'

export interface ScheduleResult {
  readonly seed: number
  readonly name: string
  readonly problems: readonly string[]
  readonly virtualMs: number
  readonly trace: string
}

/** How long the application may take to be quiet once nothing more happens to it, ms of virtual time. */
const patienceMs = 60_000

/** Faults that last though the schedule has healed. */
const holdUp = new Set<FaultKind>(['stall', 'one broker stalls', 'late write', 'expired while busy'])

/** Runs one schedule to its end, and compares what came out with the model. Deterministic: the schedule decides all. */
export async function runSchedule(schedule: Schedule): Promise<ScheduleResult> {
  const { seed, partitions } = schedule
  const { topology, inputs, outputs, name } = schedule.case
  const cluster = new SimulatedCluster({
    topology,
    topics: Object.fromEntries([...inputs, ...outputs].map(topic => [topic, partitions])),
    seed,
    streams: {
      commitIntervalMs: schedule.commitIntervalMs,
      standbys: schedule.standbys,
      transactionTimeoutMs: 2_000,
      sessionTimeoutMs: 3_000,
      rebalanceTimeoutMs: 3_000,
    },
    kafka: { lateMarkerChance: schedule.lateMarkerChance, sessionTimeoutMs: 3_000 },
    forgetful: seed % 7 === 5,
  })
  const problems: string[] = []
  try {
    await live(cluster, schedule)
    heal(cluster, schedule)
    // What is held up arrives after all; whoever was given up meanwhile learns of it only then.
    const late = schedule.faults.filter(({ kind }) => holdUp.has(kind))
    await cluster.advance(Math.max(0, ...late.map(({ ms }) => ms)))
    await cluster.quiet(patienceMs)
    const look = () => resultOf(cluster, schedule)
    for (let waits = 0; schedule.case.isDone?.(await look()) === false && waits < 50; waits++)
      await cluster.advance(200)
    await cluster.quiet(patienceMs)
    problems.push(
      ...schedule.case.check(await look()),
      ...(await cluster.indexProblems()),
      ...(await cluster.hashProblems()),
    )
    if (schedule.rebuild) {
      await startAnew(cluster)
      problems.push(
        ...[...schedule.case.check(await look()), ...(await cluster.hashProblems())].map(
          problem => `rebuilt: ${problem}`,
        ),
      )
    }
  } catch (error) {
    problems.push(String(error))
  }
  problems.push(...endedByThemselves(cluster, schedule), ...cluster.violations())
  return { seed, name, problems, virtualMs: Math.round(cluster.now), trace: cluster.traceText }
}

/** Everything that happens: instances start, input comes, faults strike. */
async function live(cluster: SimulatedCluster, schedule: Schedule): Promise<void> {
  for (const { at, record } of schedule.input) {
    const { topic, key, value, timestamp } = record
    cluster.simulator.schedule(at, () =>
      cluster.produce(topic, { key, value: value === null ? null : JSON.stringify(value), timestamp }),
    )
  }
  for (const fault of schedule.faults) inject(cluster, fault)
  for (const [i, who] of schedule.instances.entries())
    cluster.simulator.schedule(i * 137, () => {
      if (cluster.instance(who).streams === null) cluster.start(who)
    })
  await cluster.advance(schedule.endsAt)
}

/** All disks are lost; one new instance has nothing but Kafka. */
async function startAnew(cluster: SimulatedCluster): Promise<void> {
  for (const { name, streams } of cluster.instances) if (streams) await cluster.stop(name)
  cluster.start('new')
  await cluster.quiet(patienceMs)
}

async function resultOf(cluster: SimulatedCluster, schedule: Schedule): Promise<CaseResult> {
  const { outputs, topology } = schedule.case
  const output = new Map<string, { key: string; value: unknown }[]>()
  for (const topic of outputs)
    output.set(
      topic,
      cluster.read(topic, text, json<unknown>()).map(({ key, value }) => ({ key: key!, value })),
    )
  const rows = new Map<string, ReadonlyMap<string, unknown>>()
  for (const store of topology.stores.keys()) rows.set(store, await cluster.rows(store))
  return {
    input: schedule.input.map(({ record }) => record),
    output: topic => output.get(topic)!,
    rows: store => rows.get(store)!,
  }
}
