import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { applicationTopology, topicsOf } from '../bench/applicationTopology.ts'
import { OutputCounter } from '../bench/outputCounter.ts'
import { createTopics } from '../bench/produceInput.ts'
import { removeTraces } from '../bench/removeTraces.ts'
import { connect, type Workload } from '../bench/workload.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { allOutputs } from './allOutputs.ts'
import { checkOutputs } from './checkOutputs.ts'
import { checkStores } from './checkStores.ts'
import { countInBackground } from './countInBackground.ts'
import { expectedOf } from './expected.ts'
import type { Fault } from './fault.ts'
import { Feed } from './feed.ts'
import { Random } from './random.ts'
import { Team } from './team.ts'

export interface FaultRunOptions {
  readonly broker: RunningBroker
  readonly workload: Workload
  readonly rounds: number
  readonly seed: number
  readonly faults: readonly Fault[]
  /** One after the other instead of at random. */
  readonly inOrder?: boolean
  readonly say: (line: string) => void
}

export interface FaultRunResult {
  readonly ok: boolean
  readonly seed: number
  readonly rounds: readonly {
    readonly fault: string
    readonly victim: number
    readonly seconds: number
    readonly outputs: number
  }[]
  readonly rendezvous: number
  readonly outputs: { readonly records: number; readonly duplicates: number }
  readonly seconds: number
  readonly violations: readonly string[]
  /** State, logs and violations, kept when there are any. */
  readonly evidence: string | null
}

const transactionTimeoutMs = 2_000
const sessionTimeoutMs = 3_000
const sliceMs = 3_000

/** Two instances, input that keeps coming, and one fault a round; then every output and every row is checked. */
export async function faultRun(options: FaultRunOptions): Promise<FaultRunResult> {
  const { broker, workload, say, seed } = options
  const began = performance.now()
  const random = new Random(seed)
  const id = `faults-${seed}-${randomUUID().slice(0, 8)}`
  const folder = mkdtempSync(join(tmpdir(), `${id}-`))
  const outputs = { consultations: `${id}.consultations`, factures: `${id}.factures`, inputPrefix: `${id}.` }
  const kafka = await connect(broker.brokers, id)
  const topology = applicationTopology('bench', outputs, id)
  await createTopics(kafka, topicsOf(topology))
  const counter = await OutputCounter.open(kafka, [outputs.consultations, outputs.factures])
  const counting = countInBackground(counter)
  const environment = {
    TRANSACTION_TIMEOUT_MS: String(transactionTimeoutMs),
    SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
  }
  const team = new Team(2, folder, {
    brokers: broker.brokers,
    applicationId: id,
    outputs,
    topology: 'bench',
    environment,
  })
  const rounds: FaultRunResult['rounds'][number][] = []
  const violations: string[] = []
  const feed = new Feed(kafka, workload, outputs.inputPrefix)
  try {
    await feed.slice(workload.patients + workload.medecins, 0)
    for (const index of team.all) team.start(index)
    for (let round = 0; round < options.rounds; round++) {
      const possible = options.faults.filter(({ needsBroker }) => !needsBroker || broker.control)
      const fault = options.inOrder ? possible[round % possible.length]! : random.one(possible)
      const victim = random.one(team.all)
      const start = performance.now()
      const share = (part: number) => Math.floor((workload.rendezvous * part) / options.rounds)
      const fed = feed.slice(share(round + 1) - share(round), sliceMs)
      fed.catch(() => {}) // thrown below; the fault may fail first
      await sleep(random.between(0, sliceMs))
      say(
        `round ${round + 1}/${options.rounds}: ${fault.name}, instance ${victim}, at ${counter.distinct} outputs`,
      )
      const context = {
        team,
        victim,
        random,
        broker: broker.control ?? null,
        transactionTimeoutMs,
        sessionTimeoutMs,
      }
      await fault.inject(context)
      await fed
      team.check()
      rounds.push({
        fault: fault.name,
        victim,
        seconds: (performance.now() - start) / 1000,
        outputs: counter.distinct,
      })
    }
    say(`all input is there; waiting for ${workload.rendezvous} outputs, at ${counter.distinct}`)
    await allOutputs(counter, workload.rendezvous, team)
    const expected = expectedOf(workload)
    violations.push(...(await checkStores(team, expected.dossiers, 'at the end')))
    for (const index of team.all) await team.stop(index)
    violations.push(...(await checkOutputs(kafka, outputs.consultations, expected.consultations)))
    violations.push(...(await checkOutputs(kafka, outputs.factures, expected.factures)))
    for (const index of team.all) team.deleteState(index)
    team.start(0)
    violations.push(...(await checkStores(team, expected.dossiers, 'rebuilt from the changelog')))
    await team.stop(0)
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    feed.stop()
    await team.killAll().catch(() => {})
    await counting.stop()
  }
  const ok = violations.length === 0
  if (ok) rmSync(folder, { recursive: true, force: true })
  else writeFileSync(join(folder, 'violations.json'), JSON.stringify({ seed, rounds, violations }, null, 2))
  // A broker of our own goes with all it holds; elsewhere the topics of a run that failed are evidence.
  if (ok && broker.how === 'configured') await removeTraces(kafka, topology, id, topicsOf(topology))
  await kafka.close()
  const records = [...counter.topics.values()].reduce((sum, topic) => sum + topic.records, 0)
  return {
    ok,
    seed,
    rounds,
    rendezvous: workload.rendezvous,
    outputs: { records, duplicates: counter.duplicates },
    seconds: (performance.now() - began) / 1000,
    violations,
    evidence: ok ? null : folder,
  }
}
