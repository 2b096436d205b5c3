import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../bench/workload.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { agrees } from './agrees.ts'
import { cabinetTeam, isWell } from './cabinetTeam.ts'
import { Life, writeRecords } from './life.ts'
import { type PracticeSize, practiceOf } from './practiceOf.ts'
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
  readonly practice: PracticeSize
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

const sessionTimeoutMs = 3_000
const patienceMs = 180_000

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
  const team = await cabinetTeam({ brokers: broker.brokers, folder, standbys, sessionTimeoutMs })
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
      () => isWell(team, standbys),
      patienceMs,
      () => 'The instances do not begin',
    )
    await writeRecords(kafka, practiceOf(options.practice))
    await life.begin()
    life.start()
    say('three instances serve; the practice has its past')
    readers.start(options.readers)
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      await until(
        () => isWell(team, standbys),
        patienceMs,
        () => 'Not all instances are well again',
      )
      away.clear()
      await sleep(random.between(0, 1_000))
      const victim = team[done.kills % team.length]!
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
      () => isWell(team, standbys),
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
