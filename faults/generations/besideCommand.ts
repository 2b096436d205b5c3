import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Coordinator } from 'millrace'
import { machineFacts } from '../../bench/machineFacts.ts'
import { ownBroker } from '../../bench/ownBroker.ts'
import { connect } from '../../bench/workload.ts'
import { cabinet } from '../../topology/cabinet.ts'
import { integer } from '../options.ts'
import { cabinetTeam } from '../queries/cabinetTeam.ts'
import { Life } from '../queries/life.ts'
import { Witness } from '../queries/witness.ts'
import { Random } from '../random.ts'
import { until } from '../until.ts'
import { CabinetCommand } from './cabinetCommand.ts'
import type { ToldComparison } from './checkComparison.ts'
import { writeHistory } from './history.ts'
import { Latencies, type LatencyFigures } from './latencies.ts'

export const besideUsage =
  'npm run faults -- --beside [--json] [--history 3000] [--seconds 20] [--instances 1] [--rate n] [--brokers host:port]'

const patienceMs = 3_600_000

/**
 * How long a history takes to be reprocessed beside a live load, and how late the live cabinet answers before, meanwhile and
 * after. Throws a TypeError that names what is wrong with the arguments.
 */
export async function besideCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      history: { type: 'string', default: '3000' },
      seconds: { type: 'string', default: '20' },
      instances: { type: 'string', default: '1' },
      rate: { type: 'string' },
      brokers: { type: 'string' },
    },
  })
  const history = integer('history', values.history, 1, 10_000_000)
  const seconds = integer('seconds', values.seconds, 1, 3_600)
  const instances = integer('instances', values.instances, 1, 8)
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const broker = await ownBroker(values.brokers ?? null)
  const folder = mkdtempSync(join(tmpdir(), 'beside-'))
  const kafka = await connect(broker.brokers, 'beside')
  const coordinator = new Coordinator({ kafka, applicationId: 'cabinet', topology: cabinet() })
  const team = await cabinetTeam({
    brokers: broker.brokers,
    folder,
    standbys: 0,
    sessionTimeoutMs: 10_000,
    instances: 2,
  })
  const life = new Life(kafka, new Witness(), new Random(1))
  const url = team[0]!.url
  const latencies = new Latencies(url, life.patients)
  let command: CabinetCommand | null = null
  try {
    for (const instance of team) instance.start()
    const isReady = async () =>
      (await Promise.all(team.map(each => fetch(`${each.url}/ready`).catch(() => null)))).every(
        each => each?.ok,
      )
    await until(isReady, patienceMs, () => 'The instances do not begin')
    await writeHistory(kafka, history)
    await life.begin()
    const isProcessed = async () => {
      const { behind, behindInside } = await coordinator.progressOf(1)
      return behind + behindInside < 100
    }
    await until(isProcessed, patienceMs, () => 'The history is not processed')
    say(`${history} rendezvous processed; a live load begins`)
    life.start()
    latencies.start()
    await sleep(seconds * 1_000)
    latencies.take()
    await sleep(seconds * 1_000)
    const before = latencies.take()
    const began = performance.now()
    command = new CabinetCommand(
      ['reprocess', '--instances', String(instances), ...(values.rate ? ['--rate', values.rate] : [])],
      {
        KAFKA_BROKERS: broker.brokers.join(),
        PORT: String(Number(new URL(url).port) + 1_000),
        STATE_DIR: join(folder, 'state-reprocess'),
        LOG_FORMAT: 'json',
      },
      join(folder, 'reprocess.log'),
    )
    const reprocess = command
    const told = () =>
      reprocess.printed<{ readonly comparison: ToldComparison & { isEqual: boolean } }>('"comparison"')
    await until(
      () => told() !== null || reprocess.hasEnded,
      patienceMs,
      () => 'It is not reprocessed',
    )
    const during = latencies.take()
    const tookSeconds = Math.round((performance.now() - began) / 100) / 10
    const comparison = told()?.comparison ?? null
    await reprocess.stop()
    await sleep(seconds * 1_000)
    const after = latencies.take()
    const phases = { before, during, after }
    const rows = Object.entries(phases).map(([phase, { queries, effects }]) =>
      [phase.padEnd(8), row(queries), row(effects)].join('   '),
    )
    say(
      `${comparison?.records} records reprocessed in ${tookSeconds} s, held ${Math.round(comparison?.heldMs ?? 0)} ms, ${comparison?.isEqual ? 'equal' : 'different'}`,
    )
    say(
      ['           queries: p50, p99, longest          command to effect: p50, p99, longest', ...rows].join(
        '\n',
      ),
    )
    const ok = comparison?.isEqual === true
    if (values.json)
      console.log(
        JSON.stringify({
          ok,
          history,
          instances,
          records: comparison?.records ?? null,
          tookSeconds,
          heldMs: comparison?.heldMs ?? null,
          ...phases,
          machine: machineFacts(broker),
        }),
      )
    process.exitCode = ok ? 0 : 1
  } finally {
    await latencies.stop()
    await life.stop().catch(() => {})
    await Promise.all([...team.map(each => each.kill()), command?.kill()])
    await kafka.close()
    await broker.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function row({ p50Ms, p99Ms, longestMs, failed, why }: LatencyFigures): string {
  const times = [p50Ms, p99Ms, longestMs].map(ms => `${ms} ms`.padStart(10)).join('')
  const reasons = Object.entries(why).map(([reason, count]) => `${count} × ${reason}`)
  return failed > 0 ? `${times} (${failed} failed: ${reasons.join(', ')})` : times
}
