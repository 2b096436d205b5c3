import { parseArgs } from 'node:util'
import { machineFacts } from '../../bench/machineFacts.ts'
import { ownBroker } from '../../bench/ownBroker.ts'
import { integer } from '../options.ts'
import { type WarmRunOptions, warmRun } from './warmRun.ts'

export const warmUsage =
  'npm run faults -- --warm [--json] [--keys 10000,1000000] [--standbys 0,1] [--rendezvous n] [--brokers host:port]'

/** What a crash costs with warm state, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function warmCommand(args: readonly string[]): Promise<void> {
  const options = warmOptions(args)
  const broker = await ownBroker(options.brokers)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    const crashes = await warmRun({ ...options, broker, say })
    const ok = crashes.every(({ lost, doubled }) => lost === 0 && doubled === 0)
    const { rendezvous } = options
    if (options.json) console.log(JSON.stringify({ ok, rendezvous, machine: machineFacts(broker), crashes }))
    process.exitCode = ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}

function warmOptions(args: readonly string[]): Omit<WarmRunOptions, 'broker' | 'say'> & {
  readonly json: boolean
  readonly brokers: string | null
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      keys: { type: 'string', default: '10000,1000000' },
      standbys: { type: 'string', default: '0,1' },
      rendezvous: { type: 'string', default: '300000' },
      brokers: { type: 'string' },
    },
  })
  return {
    json: values.json,
    keys: values.keys.split(',').map(text => integer('keys', text, 1, 1_000_000)),
    standbys: values.standbys.split(',').map(text => integer('standbys', text, 0, 1)),
    rendezvous: integer('rendezvous', values.rendezvous, 1_000, 10_000_000),
    brokers: values.brokers ?? null,
  }
}
