import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamsStatus } from 'millrace'
import { connect } from '../../bench/workload.ts'
import { twoFreePorts } from '../../broker/ports.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { until as recordsUntil } from '../../practice/live.ts'
import { openPractice } from '../../practice/simulate.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { agrees } from './agrees.ts'
import { CabinetInstance } from './cabinetInstance.ts'
import { Life, writeRecords } from './life.ts'
import { type QueriesFigures, Readers } from './readers.ts'
import { Witness } from './witness.ts'

export interface QueriesRunOptions {
  /** Of its own: the cabinet's topics have fixed names. */
  readonly broker: RunningBroker
  readonly seed: number
  /** For so long instances are killed in turn. */
  readonly seconds: number
  readonly standbys: number
  /** Of the simulated practice whose books are compared in the end. */
  readonly practice: { readonly patients: number; readonly medecins: number; readonly days: number }
  /** Who asks at a time. */
  readonly readers: number
  readonly say: (line: string) => void
}

export interface QueriesRunResult extends QueriesFigures {
  readonly ok: boolean
  readonly seed: number
  readonly seconds: number
  readonly kills: number
  /** Of these, those after which the instance stayed away for longer than its session: others took its tasks over. */
  readonly takeovers: number
  /** Events that were written meanwhile. */
  readonly events: number
  /** Instances whose every answer was what the audit computes from the topics. */
  readonly agreed: number
  readonly violations: readonly string[]
  /** Logs and state, kept when there is a violation. */
  readonly evidence: string | null
}

const instances = 3
const sessionTimeoutMs = 3_000
const patienceMs = 180_000
const day = 86_400_000

/**
 * Three instances of the cabinet over one Kafka, killed and restarted in turn while they are asked without pause. Every answer is
 * held against what was seen before, and in the end every instance's books against the topics.
 */
export async function queriesRun(options: QueriesRunOptions): Promise<QueriesRunResult> {
  const { broker, seed, seconds, standbys, say } = options
  const random = new Random(seed)
  const folder = mkdtempSync(join(tmpdir(), `queries-${seed}-`))
  const kafka = await connect(broker.brokers, `queries-${seed}`)
  const witness = new Witness()
  const life = new Life(kafka, witness, random)
  const team = await teamOf(options, folder)
  const away = new Set<string>()
  const readers = new Readers({
    urls: team.map(({ url }) => url),
    isAway: url => away.has(url),
    life,
    witness,
    random,
  })
  const violations: string[] = []
  const done = { kills: 0, takeovers: 0, agreed: 0 }
  try {
    for (const instance of team) instance.start()
    await until(
      () => allWell(team, standbys),
      patienceMs,
      () => 'The instances do not begin',
    )
    await writeRecords(kafka, pastOf(options.practice))
    await life.begin()
    life.start()
    say('three instances serve; the practice has its past')
    readers.start(options.readers)
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      await until(
        () => allWell(team, standbys),
        patienceMs,
        () => 'Not all instances are well again',
      )
      away.clear()
      await sleep(random.between(0, 1_000))
      const victim = team[done.kills % instances]!
      const isLong = done.kills % 3 === 2
      away.add(victim.url)
      await victim.kill()
      done.kills++
      if (isLong) {
        done.takeovers++
        await sleep(sessionTimeoutMs * 2)
      }
      victim.start()
      say(`${done.kills} killed${isLong ? ', and away for longer than its session' : ''}: ${readers.told()}`)
    }
    await until(
      () => allWell(team, standbys),
      patienceMs,
      () => 'Not all instances are well in the end',
    )
    await life.stop()
    await readers.stop()
    for (const { url } of team) {
      const differences = await agrees(kafka, url, life)
      violations.push(...differences)
      if (differences.length === 0) done.agreed++
      say(`${url} ${differences.length === 0 ? 'agrees with the audit' : 'differs from the audit'}`)
    }
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await life.stop().catch(error => violations.push(`the input: ${error}`))
    await readers.stop()
    await Promise.all(team.map(instance => instance.kill()))
    await kafka.close()
  }
  const figures = readers.figures
  violations.push(...figures.wrong, ...figures.failed)
  const ok = violations.length === 0
  const result = { ok, seed, seconds, events: life.events, ...done, ...figures, violations }
  if (ok) rmSync(folder, { recursive: true, force: true })
  else writeFileSync(join(folder, 'result.json'), JSON.stringify(result, null, 2))
  return { ...result, evidence: ok ? null : folder }
}

async function teamOf(options: QueriesRunOptions, folder: string): Promise<readonly CabinetInstance[]> {
  const ports = [...(await twoFreePorts()), ...(await twoFreePorts())].slice(0, instances)
  const environment = {
    STANDBYS: String(options.standbys),
    SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    LOG_LEVEL: 'info',
  }
  return ports.map(
    (port, i) =>
      new CabinetInstance({ number: i + 1, folder, brokers: options.broker.brokers, port, environment }),
  )
}

/** Everything runs somewhere, and every copy that there should be is there and knows how far it is. */
async function allWell(team: readonly CabinetInstance[], standbys: number): Promise<boolean> {
  const { subtopologies } = cabinet()
  const tasks = subtopologies.length * partitions
  const copies = subtopologies.filter(({ stores }) => stores.length > 0).length * partitions * standbys
  const all = await Promise.all(team.map(({ url }) => statusOf(url)))
  const running = all.flatMap(status => (status?.state === 'RUNNING' ? status.tasks : []))
  const followed = all
    .flatMap(status => status?.standbys ?? [])
    .filter(({ stores }) => stores.every(({ behindMs }) => behindMs !== null))
  return all.every(status => status !== null) && running.length === tasks && followed.length === copies
}

/** Of the cabinet's topics. */
const partitions = 3

async function statusOf(url: string): Promise<StreamsStatus | null> {
  try {
    const ready = await fetch(`${url}/ready`)
    if (!ready.ok) return null
    return (await (await fetch(`${url}/api/status`)).json()) as StreamsStatus
  } catch {
    return null
  }
}

function pastOf({ patients, medecins, days }: QueriesRunOptions['practice']) {
  const end = Math.floor(Date.now() / day) * day
  const practice = openPractice({ seed: 7, patients, medecins, start: end - days * day, end, mistakes: 3 })
  return recordsUntil(practice, end + day)
}
