import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GenerationLog } from 'millrace'
import { connect } from '../../bench/workload.ts'
import type { RunningBroker } from '../../broker/runningBroker.ts'
import { agrees } from '../queries/agrees.ts'
import type { CabinetInstance } from '../queries/cabinetInstance.ts'
import { cabinetTeam, isWell } from '../queries/cabinetTeam.ts'
import { Life } from '../queries/life.ts'
import { type QueriesFigures, Readers } from '../queries/readers.ts'
import { Witness } from '../queries/witness.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { CabinetCommand } from './cabinetCommand.ts'
import { checkComparison, type ToldComparison } from './checkComparison.ts'
import { checkPublished } from './checkPublished.ts'
import { Follower } from './follower.ts'

export interface GenerationsRunOptions {
  /** Of its own: the cabinet's topics have fixed names. */
  readonly broker: RunningBroker
  readonly seed: number
  /** Whether processes are killed meanwhile. */
  readonly kills: boolean
  /** Who asks at a time. */
  readonly readers: number
  /** Before the switch, between it and the rollback, and after that, ms. */
  readonly restMs: number
  readonly say: (line: string) => void
}

export interface GenerationsRunResult extends QueriesFigures {
  readonly ok: boolean
  readonly seed: number
  readonly kills: number
  /** Written meanwhile. */
  readonly events: number
  /** How long intake was held, ms: for the comparison, the switch, the rollback. */
  readonly heldMs: readonly number[]
  /** Rows that the report calls different; the audit counts them too. */
  readonly differing: number
  /** Of two topics: each once. */
  readonly published: number
  /** What the client of the feed was told. */
  readonly snapshots: number
  readonly changes: number
  readonly violations: readonly string[]
  /** Logs and state, kept when there is a violation. */
  readonly evidence: string | null
}

const sessionTimeoutMs = 5_000
const patienceMs = 240_000
const rule = 'DEFAULT_TARIF=300'

/**
 * A cabinet under load is reprocessed with another rule, compared, switched and rolled back, while people ask, follow the feed,
 * and read what it publishes; with `kills`, members of either generation and whoever commands them are killed meanwhile.
 */
export async function generationsRun(options: GenerationsRunOptions): Promise<GenerationsRunResult> {
  const { broker, seed, say } = options
  const random = new Random(seed)
  const folder = mkdtempSync(join(tmpdir(), `generations-${seed}-`))
  const kafka = await connect(broker.brokers, `generations-${seed}`)
  const witness = new Witness()
  const life = new Life(kafka, witness, random)
  const standbys = options.kills ? 1 : 0
  const environment = {
    LOG_FORMAT: 'json',
    SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    STANDBYS: String(standbys),
  }
  const team = await cabinetTeam({
    brokers: broker.brokers,
    folder,
    standbys,
    sessionTimeoutMs,
    instances: 2,
  })
  const urls = team.map(({ url }) => url)
  const away = new Set<string>()
  const readers = new Readers({ urls, isAway: url => away.has(url), life, witness, random })
  const follower = new Follower(urls.map(url => `${url.replace('http:', 'ws:')}/flux`))
  const violations: string[] = []
  const done = { kills: 0, heldMs: [] as number[], differing: 0, published: 0 }
  const commands: CabinetCommand[] = []
  const command = (...args: string[]) => {
    const own = {
      ...environment,
      KAFKA_BROKERS: broker.brokers.join(),
      PORT: String(Number(new URL(urls[0]!).port) + 1_000),
      STATE_DIR: join(folder, 'state-reprocess'),
    }
    commands.push(new CabinetCommand(args, own, join(folder, `${args[0]}.log`)))
    return commands.at(-1)!
  }
  const log = new GenerationLog({ kafka, applicationId: 'cabinet' })
  const live = async () => (await log.read()).live
  /** Another copy of every row of the live generation is there: one may go. */
  const isLiveWell = async () => {
    const { live, generations } = await log.read()
    const { members = [] } = (await kafka.describeStreamsGroup(generations.get(live)!.id)) ?? {}
    const all = members.flatMap(({ userEndpoint }) => (userEndpoint ? [userEndpoint] : []))
    const at = all.map(({ host, port }) => ({ url: `http://${host}:${port}` }))
    return all.length > standbys && all.length === members.length && (await isWell(at, standbys))
  }
  const mayKill = () => until(isLiveWell, patienceMs, () => 'The live generation does not become well')
  const isReady = async ({ url }: CabinetInstance) =>
    (await fetch(`${url}/ready`).catch(() => null))?.ok ?? false
  const well = (late: string) =>
    until(
      async () => (await Promise.all(team.map(isReady))).every(Boolean),
      patienceMs,
      () => late,
    )
  try {
    for (const instance of team) instance.start()
    await well('The instances do not begin')
    await life.begin()
    life.start()
    await sleep(options.restMs)
    readers.start(options.readers)
    say('two instances serve')

    reprocess()
    if (options.kills) {
      await sleep(random.between(2_000, 12_000))
      done.kills++
      await building().kill()
      say('who reprocesses was killed')
      await restart(team[random.between(0, team.length)]!)
      reprocess()
    }
    const report = await compared()
    done.heldMs.push(Math.round(report.heldMs))
    const { differing, wrong } = await checkComparison(kafka, report)
    done.differing = differing
    violations.push(...wrong)
    say(
      `compared at ${report.records} records, held ${Math.round(report.heldMs)} ms: ${differing} rows differ`,
    )

    if (options.kills) await killBuilding()
    await become(2, 'switch')
    await sleep(options.restMs)
    if (options.kills) {
      await restart(team[0]!)
      await killBuilding()
    }
    await become(1, 'rollback')
    await sleep(options.restMs)
    // It runs the other generation: nobody lacks it.
    if (options.kills) await restart(team[0]!, false)
    await well('Not all instances are well in the end')

    await Promise.all([life.stop(), sleep(options.restMs)])
    await readers.stop()
    for (const { url } of team) violations.push(...(await agrees(kafka, url, life)))
    const published = await checkPublished(kafka, life)
    done.published = published.records
    violations.push(...published.wrong)
    await until(
      () => life.patients.every(id => follower.nameOf(id) === `v${life.version(id)}`),
      30_000,
      () => 'The client of the feed has not the last word of everybody',
    )
    violations.push(...(await follower.differences()))
    await building().stop()
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await life.stop().catch(error => violations.push(`the input: ${error}`))
    await readers.stop()
    follower.close()
    await Promise.all([...team.map(each => each.kill()), ...commands.map(each => each.kill())])
    await kafka.close()
  }
  const figures = readers.figures
  violations.push(...figures.wrong, ...figures.failed, ...follower.violations)
  const ok = violations.length === 0
  const result = { ok, seed, events: life.events, ...done, ...figures, ...follower.told, violations }
  if (ok) rmSync(folder, { recursive: true, force: true })
  else writeFileSync(join(folder, 'result.json'), JSON.stringify(result, null, 2))
  return { ...result, evidence: ok ? null : folder }

  function reprocess(): void {
    command('reprocess', '--set', rule, '--instances', String(1 + standbys))
  }

  /** Where the members of one that was killed are still there for a moment, it is refused, and tried again. */
  async function compared(): Promise<ToldComparison> {
    let report: { readonly comparison: ToldComparison } | null = null
    await until(
      async () => {
        report = building().printed('"comparison"')
        if (report === null && building().hasEnded) {
          await sleep(1_000)
          reprocess()
        }
        return report !== null
      },
      patienceMs,
      () => 'The new generation is not built',
    )
    return report!.comparison
  }

  function building(): CabinetCommand {
    return commands.findLast(each => each.name === 'reprocess')!
  }

  async function restart(instance: CabinetInstance, isNeeded = true): Promise<void> {
    if (isNeeded) await mayKill()
    done.kills++
    away.add(instance.url)
    await instance.kill()
    instance.start()
    await until(
      () => isReady(instance),
      patienceMs,
      () => `${instance.url} does not come back`,
    )
    away.delete(instance.url)
    say(`${instance.url} was killed, and is back`)
  }

  /** Its supervisor starts it again. */
  async function killBuilding(): Promise<void> {
    const started = building().printed<{ readonly child: number }>('"instance started"')
    if (started === null) return
    await mayKill()
    done.kills++
    process.kill(started.child, 'SIGKILL')
    say('a member of the new generation was killed')
    await sleep(2_000)
  }

  /** Whoever commands it may die over it; the next one goes on. */
  async function become(generation: number, how: 'switch' | 'rollback'): Promise<void> {
    if (options.kills) {
      const first = command(how, '--hold', '5')
      await sleep(random.between(1_000, 3_000))
      if (!first.hasEnded) done.kills++
      await first.kill()
    }
    await until(
      async () => {
        if ((await live()) === generation) return true
        const next = command(how, '--hold', '10')
        await next.ended()
        const told = next.printed<{ readonly heldMs: number }>('"heldMs"')
        if (told) done.heldMs.push(told.heldMs)
        return (await live()) === generation
      },
      patienceMs,
      () => `Generation ${generation} does not become live`,
    )
    say(`generation ${generation} is live: ${readers.told()}`)
  }
}
