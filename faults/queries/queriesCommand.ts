import { parseArgs } from 'node:util'
import { machineFacts } from '../../bench/machineFacts.ts'
import { ownBroker } from '../../bench/ownBroker.ts'
import { integer } from '../options.ts'
import { type QueriesRunResult, queriesRun } from './queriesRun.ts'

export const queriesUsage =
  'npm run faults -- --queries [--json] [--seconds 120] [--seed s] [--standbys 0|1] [--readers 4] [--brokers host:port]'

const practice = { patients: 200, medecins: 6, days: 20 }

/** Three instances that are asked while they are killed, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function queriesCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      standbys: { type: 'string', default: '1' },
      readers: { type: 'string', default: '4' },
      brokers: { type: 'string' },
    },
  })
  const options = {
    seconds: integer('seconds', values.seconds, 1, 3_600),
    seed: integer('seed', values.seed, 0, 2 ** 32 - 1),
    standbys: integer('standbys', values.standbys, 0, 1),
    readers: integer('readers', values.readers, 1, 100),
  }
  const broker = await ownBroker(values.brokers ?? null)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    say(`seed ${options.seed}`)
    const result = await queriesRun({ ...options, broker, practice, say })
    for (const line of told(result)) say(line)
    const machine = machineFacts(broker)
    if (values.json)
      console.log(JSON.stringify({ ...result, violations: result.violations.slice(0, 100), machine }))
    process.exitCode = result.ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}

function told(result: QueriesRunResult): readonly string[] {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, n]) => `${name}: ${n}`)
      .join(', ') || 'none'
  const { asked, answered, unmet, facts, violations } = result
  return [
    `${result.kills} kills in ${result.seconds} s, ${result.takeovers} of them noticed as the end of a session; ${result.events} events written`,
    `${answered} of ${asked} questions answered (${((100 * answered) / Math.max(1, asked)).toFixed(3)} %), ${unmet} told that there is nothing as fresh as asked for; by status ${list(result.statuses)}`,
    `${result.fromStandby} by standbys, ${result.stalestMs} ms behind at most; p50 ${result.p50Ms} ms, p99 ${result.p99Ms} ms, longest ${result.longestMs} ms`,
    `passed over: ${list(result.refusals)}`,
    ...result.refusedByWell,
    `${facts} facts in answers were held against what was known; ${result.agreed} instances agree with the audit`,
    result.ok
      ? '✓ no wrong answer, none missing'
      : `✗ ${violations.length} violations, evidence in ${result.evidence}\n${violations
          .slice(0, 20)
          .map(line => line.slice(0, 600))
          .join('\n')}`,
  ]
}
