import { parseArgs } from 'node:util'
import { machineFacts } from '../../bench/machineFacts.ts'
import { ownBroker } from '../../bench/ownBroker.ts'
import { integer } from '../options.ts'
import { fluxRun } from './fluxRun.ts'

export const fluxUsage =
  'npm run faults -- --feed [--json] [--seconds 120] [--seed s] [--standbys 0|1] [--clients 40] [--brokers host:port]'

/** Three instances that are killed while clients of the feed go from one to the other. Throws a TypeError that names what is wrong with the arguments. */
export async function fluxCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      standbys: { type: 'string', default: '1' },
      clients: { type: 'string', default: '40' },
      brokers: { type: 'string' },
    },
  })
  const options = {
    seconds: integer('seconds', values.seconds, 1, 3_600),
    seed: integer('seed', values.seed, 0, 2 ** 32 - 1),
    standbys: integer('standbys', values.standbys, 0, 1),
    clients: integer('clients', values.clients, 1, 1_000),
  }
  const broker = await ownBroker(values.brokers ?? null)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    say(`seed ${options.seed}`)
    const result = await fluxRun({ ...options, broker, say })
    const { kills, events, clients, connections, told, snapshots, violations, evidence } = result
    say(`${kills} ends of instances, ${events} events written`)
    say(
      `${clients} clients over ${connections} connections: ${told} changes and events, ${snapshots} snapshots`,
    )
    say(
      result.ok
        ? '✓ no gap, no repeat, every table as the view'
        : `✗ ${violations.length} violations, evidence in ${evidence}\n${violations
            .slice(0, 20)
            .map(line => line.slice(0, 600))
            .join('\n')}`,
    )
    const machine = machineFacts(broker)
    if (values.json) console.log(JSON.stringify({ ...result, violations: violations.slice(0, 100), machine }))
    process.exitCode = result.ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}
