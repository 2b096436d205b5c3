import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../bench/workload.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { cabinetTeam, isWell } from '../queries/cabinetTeam.ts'
import { Life } from '../queries/life.ts'
import { Witness } from '../queries/witness.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { EventsHopper } from './eventsHopper.ts'
import type { Hopper } from './hopper.ts'
import { RowsHopper } from './rowsHopper.ts'
import { readWritten } from './written.ts'

export interface FluxRunOptions {
  /** Of its own: the cabinet's topics have fixed names. */
  readonly broker: RunningBroker
  readonly seed: number
  /** For so long instances are killed in turn. */
  readonly seconds: number
  readonly standbys: number
  readonly clients: number
  readonly say: (line: string) => void
}

export interface FluxRunResult {
  readonly ok: boolean
  readonly seed: number
  readonly kills: number
  /** Written meanwhile, by others. */
  readonly events: number
  readonly clients: number
  readonly connections: number
  /** Changes and events that clients were told. */
  readonly told: number
  /** Snapshots, the first of each client among them. */
  readonly snapshots: number
  readonly violations: readonly string[]
  /** Logs and state, kept when there is a violation. */
  readonly evidence: string | null
}

const sessionTimeoutMs = 3_000
const patienceMs = 180_000
const changelogs = { patients: 'cabinet-patients-changelog', rendezvous: 'cabinet-rendezvous-changelog' }
const topics = ['consultation.created', 'facture.created']

/**
 * Three instances of the cabinet over one Kafka, killed and restarted in turn while clients of the feed are cut off and go from one to
 * the other. In the end, what each was told is held against what Kafka has: every change once, in its order.
 */
export async function fluxRun(options: FluxRunOptions): Promise<FluxRunResult> {
  const { broker, seed, seconds, standbys, clients, say } = options
  const random = new Random(seed)
  const folder = mkdtempSync(join(tmpdir(), `flux-${seed}-`))
  const kafka = await connect(broker.brokers, `flux-${seed}`)
  const life = new Life(kafka, new Witness(), random)
  const team = await cabinetTeam({
    brokers: broker.brokers,
    folder,
    standbys,
    sessionTimeoutMs,
    environment: { FLUX_HEARTBEAT_MS: '2000' },
  })
  const urls = team.map(({ url }) => `${url.replace('http:', 'ws:')}/flux`)
  const hoppers: Hopper[] = []
  const violations: string[] = []
  let kills = 0
  let isHopping = true
  const well = (late: string) =>
    until(
      () => isWell(team, standbys),
      patienceMs,
      () => late,
    )
  try {
    for (const instance of team) instance.start()
    await well('The instances do not begin')
    await life.begin()
    life.start()
    for (let i = 0; i < clients; i++) hoppers.push(hopper(i))
    say(`three instances serve ${clients} clients`)
    const hopping = (async () => {
      while (isHopping) {
        random.one(hoppers).hop()
        await sleep(random.between(0, 4_000 / clients))
      }
    })()
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      await well('Not all instances are well again')
      await sleep(random.between(0, 1_000))
      const victim = team[kills++ % team.length]!
      const isLong = kills % 3 === 0
      if (random.between(0, 3) === 0) await victim.stop()
      else await victim.kill()
      if (isLong) await sleep(sessionTimeoutMs * 2)
      victim.start()
      const told = hoppers.reduce((sum, each) => sum + each.told, 0)
      say(
        `${kills} ended${isLong ? ', and away for longer than its session' : ''}: ${told} changes and events told`,
      )
    }
    await well('Not all instances are well in the end')
    isHopping = false
    await Promise.all([hopping, life.stop()])
    await well('Not all instances are well in the end')
    violations.push(...(await judge()))
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    isHopping = false
    await life.stop().catch(error => violations.push(`the input: ${error}`))
    for (const each of hoppers) each.close()
    await Promise.all(team.map(instance => instance.kill()))
    await kafka.close()
  }
  const sum = (of: (each: Hopper) => number) => hoppers.reduce((total, each) => total + of(each), 0)
  const result = {
    ok: violations.length === 0,
    seed,
    kills,
    events: life.events,
    clients: hoppers.length,
    connections: sum(({ connections }) => connections),
    told: sum(({ told }) => told),
    snapshots: sum(({ restarts }) => restarts),
    violations,
  }
  if (result.ok) rmSync(folder, { recursive: true, force: true })
  else writeFileSync(join(folder, 'result.json'), JSON.stringify(result, null, 2))
  return { ...result, evidence: result.ok ? null : folder }

  function hopper(i: number): Hopper {
    const base = { name: `client ${i}`, urls, random }
    const patientId = random.one(life.patients)
    const medecinId = random.one(life.medecins)
    const patients = { ...base, view: 'patients', topic: changelogs.patients, field: 'nom' }
    const rendezvous = { ...base, view: 'rendezvous', topic: changelogs.rendezvous, field: 'statut' }
    const kinds = [
      () => new RowsHopper(patients),
      () => new RowsHopper({ ...patients, where: { patientId } }),
      () => new RowsHopper({ ...rendezvous, where: { medecinId } }),
      () => new RowsHopper(rendezvous),
      () => new EventsHopper({ ...base, topics }),
    ]
    return kinds[i % kinds.length]!()
  }

  /** When everybody has been told everything, or does not come to it. */
  async function judge(): Promise<readonly string[]> {
    let wrong: readonly string[] = []
    const look = async () => {
      const names = [...Object.values(changelogs), ...topics]
      const all = names.map(async name => [name, await readWritten(kafka, name)] as const)
      const written = new Map(await Promise.all(all))
      const late = hoppers
        .filter(({ isDone }) => !isDone(written))
        .map(({ name }) => `${name} is not up to date`)
      wrong = [...late, ...hoppers.flatMap(each => each.problems(written))]
      return wrong.length === 0
    }
    await until(look, 30_000, () => '').catch(error => {
      if (wrong.length === 0) throw error
    })
    return wrong
  }
}
