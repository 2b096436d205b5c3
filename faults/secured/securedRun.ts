import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { aclsOf } from '../../deploy/acls.ts'
import { topics } from '../../events/topics.ts'
import { CabinetCommand } from '../generations/cabinetCommand.ts'
import { checkPublished } from '../generations/checkPublished.ts'
import { agrees } from '../queries/agrees.ts'
import { cabinetTeam, isWell } from '../queries/cabinetTeam.ts'
import { Life, writeRecords } from '../queries/life.ts'
import { Witness } from '../queries/witness.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { type AclUses, aclUses } from './aclUses.ts'
import { repeating } from './repeating.ts'
import { SecuredCluster } from './securedCluster.ts'
import { tryWaysIn } from './waysIn.ts'

export interface SecuredRunOptions {
  readonly seed: number
  /** How long there is load with all brokers, with one less, and after it is back, ms each. */
  readonly restMs: number
  readonly say: (line: string) => void
}

export interface SecuredRunResult extends AclUses {
  readonly ok: boolean
  readonly seed: number
  /** Written under load. */
  readonly events: number
  readonly rendezvous: number
  /** Of the two topics that tell of them. */
  readonly published: number
  readonly violations: readonly string[]
  /** Logs, kept when there is a violation. */
  readonly evidence: string | null
}

const user = 'cabinet'
const patienceMs = 300_000
/** Becomes a dead letter. */
const broken = {
  topic: 'patient.created',
  key: 'VIE-X',
  value: 'no event',
  headers: [],
  timestamp: Date.now(),
}

/**
 * The cabinet at a cluster of three brokers, over TLS, with a login and no more than its ACLs; every topic with three replicas. Under
 * load the brokers are killed in turn, and come back. Then outputs and rows are audited, a generation is built, compared, made
 * live and retired, and all is reset: each of these with the same ACLs.
 */
export async function securedRun({ seed, restMs, say }: SecuredRunOptions): Promise<SecuredRunResult> {
  const folder = mkdtempSync(join(tmpdir(), `secured-${seed}-`))
  const random = new Random(seed)
  const violations: string[] = []
  const cluster = await SecuredCluster.start()
  const kafka = await cluster.asOperator()
  const acls = aclsOf(user)
  await cluster.addUser(user)
  say('three brokers, and a user with its ACLs')
  const environment = {
    KAFKA_TLS: '1',
    KAFKA_TLS_CA: join(cluster.secrets, 'ca.pem'),
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: cluster.secret('cabinet-password'),
    AUDIT_TRAIL: 'on',
    NOTIFICATIONS: '1',
    OUTBOX: '1',
  }
  const at = { brokers: cluster.brokers, folder, environment }
  const team = await cabinetTeam({ ...at, standbys: 1, sessionTimeoutMs: 10_000, instances: 2 })
  const life = new Life(repeating(kafka), new Witness(), random)
  const commands: CabinetCommand[] = []
  let published = 0
  const well = (late: string) =>
    until(
      () => isWell(team, 1),
      patienceMs,
      () => late,
    )
  try {
    violations.push(...(await tryWaysIn(cluster)))
    for (const instance of team) instance.start()
    await well('The instances do not begin')
    await life.begin()
    life.start()
    await sleep(restMs)
    const first = random.between(1, 4)
    for (const id of [first, (first % 3) + 1]) {
      await cluster.killNode(id)
      say(`broker ${id} was killed`)
      await sleep(restMs)
      await cluster.startNode(id)
      await cluster.becomesWhole()
      say(`broker ${id} is back, and has every replica`)
    }
    await writeRecords(kafka, [broken])
    await sleep(restMs)
    await life.stop()
    await well('Not all instances are well in the end')
    for (const { url } of team) violations.push(...(await agrees(kafka, url, life)))
    const told = await checkPublished(kafka, life)
    published = told.records
    violations.push(...told.wrong)
    for (const each of topics) {
      const replicas = cluster.replicasOf(`${each.name}-0`)
      if (replicas !== 3) violations.push(`${each.name} has ${replicas} replicas`)
    }
    say(`${life.events} events, ${life.rendezvous.length} rendezvous; ${published} outputs`)
    await administer()
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  } finally {
    await life.stop().catch(error => violations.push(`the input: ${error}`))
    await Promise.all([...team.map(each => each.stop()), ...commands.map(each => each.kill())])
    await kafka.close()
  }
  const uses = aclUses(cluster.logs(), acls, user)
  violations.push(
    ...uses.denied.map(each => `denied: ${each}`),
    ...uses.unused.map(each => `unused: ${each}`),
  )
  const ok = violations.length === 0
  if (ok) rmSync(folder, { recursive: true })
  else
    for (const [i, log] of cluster.logs().entries()) writeFileSync(join(folder, `broker-${i + 1}.log`), log)
  await cluster.stop()
  const rendezvous = life.rendezvous.length
  const evidence = ok ? null : folder
  return { ok, seed, events: life.events, rendezvous, published, ...uses, violations, evidence }

  function command(...args: string[]): CabinetCommand {
    const own = {
      ...environment,
      KAFKA_BROKERS: cluster.brokers.join(),
      CABINET_URL: team[0]!.url,
      PORT: String(Number(new URL(team[0]!.url).port) + 1_000),
      STATE_DIR: join(folder, 'state-command'),
      LOG_FORMAT: 'json',
    }
    commands.push(new CabinetCommand(args, own, join(folder, `${args[0]}.log`)))
    return commands.at(-1)!
  }

  async function succeeds(...args: string[]): Promise<void> {
    const code = await command(...args).ended()
    if (code !== 0) violations.push(`cabinet ${args.join(' ')} ended with ${code}`)
    say(`cabinet ${args.join(' ')}`)
  }

  /** What is done to a cabinet now and then needs ACLs too. */
  async function administer(): Promise<void> {
    await succeeds('topics')
    await succeeds('audit')
    // Whoever follows the feed has the changelogs keep their changes.
    const feed = new AbortController()
    const view = await fetch(`${team[0]!.url}/api/flux?view=patients`, { signal: feed.signal })
    await view.body?.getReader().read()
    const building = command('reprocess')
    await until(
      () => building.printed('"comparison"') !== null || building.hasEnded,
      patienceMs,
      () => 'The generation is not built',
    )
    feed.abort()
    await succeeds('switch')
    await succeeds('rollback')
    await building.stop()
    await succeeds('retire', '2')
    await succeeds('dlq', 'list')
    await succeeds('dlq', 'discard', '--all')
    await succeeds('dlq', 'purge')
    await succeeds('reset', '--yes', '--stop', '--follow')
    await well('The instances do not come back from the reset')
    await succeeds('audit')
  }
}
