import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { internalTopics } from 'millrace'
import { applicationTopology, topicsOf } from '../bench/applicationTopology.ts'
import { evidence } from '../bench/evidence.ts'
import { OutputCounter } from '../bench/outputCounter.ts'
import { createTopics } from '../bench/produceInput.ts'
import { removeTraces } from '../bench/removeTraces.ts'
import { connect, partitions, type Workload } from '../bench/workload.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { Arrivals } from './arrivals.ts'
import { checkOutputs } from './checkOutputs.ts'
import { checkStores } from './checkStores.ts'
import { countInBackground } from './countInBackground.ts'
import { expectedOf } from './expected.ts'
import type { Fault } from './fault.ts'
import { Feed } from './feed.ts'
import { hangs } from './hangs.ts'
import { keepBroker } from './keepBroker.ts'
import { type KindFigures, kindFigures } from './kindFigures.ts'
import { pathOfTopology } from './pathOfTopology.ts'
import { Random } from './random.ts'
import { type Round, round } from './round.ts'
import { Team } from './team.ts'
import { until } from './until.ts'

export interface FaultRunOptions {
  readonly broker: RunningBroker
  readonly people: Pick<Workload, 'patients' | 'medecins'>
  /** Rendezvous a second, while it lasts. */
  readonly rate: number
  readonly rounds: number
  readonly seed: number
  readonly standbys: number
  readonly faults: readonly Fault[]
  readonly say: (line: string) => void
}

export interface FaultRunResult {
  readonly ok: boolean
  readonly seed: number
  /** Faults that took place and were survived. */
  readonly faults: number
  readonly kinds: Readonly<Record<string, KindFigures>>
  /** Kinds that could not take place here, and why. */
  readonly skipped: Readonly<Record<string, string>>
  readonly lost: number
  readonly doubled: number
  readonly wiped: number
  readonly rendezvous: number
  readonly outputs: number
  readonly storeRows: number
  readonly seconds: number
  /** What must not be, line by line. */
  readonly violations: readonly string[]
  /** Transactions that Kafka itself left open although it holds them to be over. */
  readonly hangs: readonly string[]
  /** State, logs and violations, kept when there are any. */
  readonly evidence: string | null
}

const transactionTimeoutMs = 2_000
const sessionTimeoutMs = 3_000
const instances = 2
const drainMs = 90_000

/** Some instances, input that keeps coming, and one fault a round; then every output and every row is checked. */
export async function faultRun(options: FaultRunOptions): Promise<FaultRunResult> {
  const { broker, people, say, seed } = options
  const control = broker.control ?? null
  const began = performance.now()
  const random = new Random(seed)
  const id = `faults-${seed}-${randomUUID().slice(0, 8)}`
  const folder = mkdtempSync(join(tmpdir(), `${id}-`))
  const outputs = { consultations: `${id}.consultations`, factures: `${id}.factures`, inputPrefix: `${id}.` }
  const kafka = await connect(broker.brokers, id)
  const topology = applicationTopology('bench', outputs, id)
  await createTopics(kafka, topicsOf(topology))
  const feed = new Feed(kafka, people, outputs.inputPrefix)
  const outputTopics = [outputs.consultations, outputs.factures]
  const arrivals = new Arrivals(outputTopics, feed.path.bind(feed), pathOfTopology(topology))
  const counter = await OutputCounter.open(kafka, outputTopics, (topic, key) => arrivals.see(topic, key))
  const counting = countInBackground(counter)
  const environment = {
    TRANSACTION_TIMEOUT_MS: String(transactionTimeoutMs),
    SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    STANDBYS: String(options.standbys),
  }
  const { brokers } = await kafka.metadata([])
  const team = await Team.of(instances, folder, brokers, {
    applicationId: id,
    outputs,
    topology: 'bench',
    environment,
  })
  const rounds: Round[] = []
  const violations: string[] = []
  const lost: number[] = []
  const doubled = new Set<string>()
  let hanging: readonly string[] = []
  let storeRows = 0
  const obstacle = (fault: Fault) => fault.obstacle?.(control) ?? null
  const possible = options.faults.filter(fault => obstacle(fault) === null)
  try {
    await feed.some(people.patients + people.medecins)
    for (const index of team.all) team.start(index)
    feed.start(options.rate)
    let block: Fault[] = []
    for (let number = 1; number <= options.rounds; number++) {
      // Each kind once, in an order of chance, then again.
      if (block.length === 0) block = random.shuffled(possible)
      const fault = block.pop()!
      const victim = random.one(team.all)
      const context = {
        team,
        victim,
        random,
        kafka,
        applicationId: id,
        topology,
        broker: control,
        transactionTimeoutMs,
        sessionTimeoutMs,
      }
      const tasks = topology.subtopologies.length * partitions
      const last = await round({ fault, context, feed, arrivals, counter, tasks })
      rounds.push(last)
      const seconds = last.secondsUntilProcessing.toFixed(1)
      say(`${number}/${options.rounds} ${fault.name} of instance ${victim}: processing after ${seconds} s`)
    }
    await feed.stop()
    await until(
      () => arrivals.complete >= feed.rendezvous,
      drainMs,
      () => `Rendezvous ${arrivals.complete} of ${feed.rendezvous} does not come out`,
    )
    const expected = expectedOf({ ...people, rendezvous: feed.rendezvous })
    storeRows = expected.dossiers.size
    violations.push(...(await checkStores(team, expected.dossiers, 'at the end')))
    for (const index of team.all) await team.stop(index)
    for (const [topic, keys] of [
      [outputs.consultations, expected.consultations],
      [outputs.factures, expected.factures],
    ] as const) {
      const wrong = await checkOutputs(kafka, topic, keys)
      lost.push(...wrong.lost.map(key => Number(key.slice(3))))
      for (const key of wrong.doubled.keys()) doubled.add(key)
      for (const key of wrong.lost) violations.push(`${topic}: ${key} is missing`)
      for (const key of wrong.strange) violations.push(`${topic}: ${key} was never asked for`)
      for (const [key, places] of wrong.doubled)
        violations.push(`${topic}: ${key} came ${places.length} times, at ${places.join(' ')}`)
    }
    for (const index of team.all) team.deleteState(index)
    team.start(0)
    violations.push(...(await checkStores(team, expected.dossiers, 'rebuilt from the changelog')))
    await team.stop(0)
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    violations.push(`in round ${rounds.length + 1}: ${what}`)
    violations.push(...(await evidence(counter, team.instances).catch(String)))
    hanging = await hangsOf().catch(why => [`not known: ${why}`])
  } finally {
    await team.killAll()
    await feed.stop().catch(() => {})
    await counting.stop()
    team.close()
  }
  violations.push(...team.state.wiped)
  const ok = violations.length === 0
  const result = {
    ok,
    seed,
    faults: rounds.length,
    kinds: kindFigures(rounds.map((each, index) => ({ ...each, lost: lostIn(each, rounds[index + 1]) }))),
    skipped: Object.fromEntries(
      options.faults.flatMap(fault => {
        const why = obstacle(fault)
        return why === null ? [] : [[fault.name, why]]
      }),
    ),
    lost: lost.length,
    doubled: Math.max(doubled.size, counter.duplicates),
    wiped: team.state.wiped.length,
    rendezvous: feed.rendezvous,
    outputs: [...counter.topics.values()].reduce((sum, { records }) => sum + records, 0),
    storeRows,
    seconds: Math.round((performance.now() - began) / 1000),
    violations,
    hangs: hanging,
    evidence: ok ? null : folder,
  }
  if (ok) rmSync(folder, { recursive: true, force: true })
  else {
    writeFileSync(join(folder, 'result.json'), JSON.stringify({ ...result, rounds }, null, 2))
    if (control) keepBroker(control, join(folder, 'broker'))
  }
  // A broker of our own goes with all it holds; elsewhere the topics of a run that failed are evidence.
  if (ok && broker.how === 'configured') await removeTraces(kafka, topology, id, topicsOf(topology))
  await kafka.close()
  return result

  function lostIn({ from }: Round, next: Round | undefined): number {
    return lost.filter(rendezvous => rendezvous >= from && rendezvous < (next?.from ?? Infinity)).length
  }

  async function hangsOf(): Promise<readonly string[]> {
    const members = await Promise.all(
      team.instances.map(async instance => (await instance.status()).memberId),
    )
    const topics = [...outputTopics, ...internalTopics(topology, id)]
    return hangs(
      kafka,
      topics,
      members.map(member => `${id}-${member}`),
    )
  }
}
