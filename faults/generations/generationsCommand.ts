import { parseArgs } from 'node:util'
import { machineFacts } from '../../bench/machineFacts.ts'
import { ownBroker } from '../../bench/ownBroker.ts'
import { integer } from '../options.ts'
import { violationsTold } from '../violationsTold.ts'
import { generationsRun } from './generationsRun.ts'

export const generationsUsage =
  'npm run faults -- --generations [--json] [--seed s] [--calm] [--rest 5] [--readers 4] [--brokers host:port]'

/** A reprocess, a switch and a rollback under load and kills, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function generationsCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      calm: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      rest: { type: 'string', default: '5' },
      readers: { type: 'string', default: '4' },
      brokers: { type: 'string' },
    },
  })
  const seed = integer('seed', values.seed, 0, 2 ** 32 - 1)
  const restMs = 1_000 * integer('rest', values.rest, 1, 600)
  const readers = integer('readers', values.readers, 1, 100)
  const broker = await ownBroker(values.brokers ?? null)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    say(`seed ${seed}`)
    const result = await generationsRun({ broker, seed, kills: !values.calm, readers, restMs, say })
    const { kills, events, heldMs, asked, answered, unmet, p50Ms, p99Ms, longestMs, differing } = result
    const { published, snapshots, changes } = result
    say(`${kills} kills; ${events} events written; intake held for ${heldMs.join(', ')} ms`)
    say(
      `${answered} of ${asked} questions answered, ${unmet} told that there is nothing as fresh as asked for; p50 ${p50Ms} ms, p99 ${p99Ms} ms, longest ${longestMs} ms`,
    )
    say(
      `${differing} rows differ by the report and by the audit; ${published} events each once; the feed told ${snapshots} snapshots and ${changes} changes`,
    )
    say(violationsTold(result, 'nothing failed, nothing was lost, nothing told twice, nobody saw the past'))
    if (values.json)
      console.log(
        JSON.stringify({
          ...result,
          violations: result.violations.slice(0, 100),
          machine: machineFacts(broker),
        }),
      )
    process.exitCode = result.ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}
