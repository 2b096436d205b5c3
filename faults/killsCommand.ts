import { parseArgs } from 'node:util'
import { machineFacts } from '../bench/machineFacts.ts'
import { ownBroker } from '../bench/ownBroker.ts'
import type { RunningBroker } from '../broker/runningBroker.ts'
import { integer } from './options.ts'

export interface KillsOptions {
  readonly seconds: number
  readonly seed: number
  readonly standbys: number
  readonly broker: RunningBroker
  readonly say: (line: string) => void
}

interface KillsRun<Result> {
  /** Those who ask meanwhile: the name of their option, how many there are by default and at most. */
  readonly askers: { readonly option: string; readonly count: number; readonly max: number }
  run(options: KillsOptions, askers: number): Promise<Result>
  told(result: Result): readonly string[]
}

/** A run of instances that are killed while they are asked, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function killsCommand<
  Result extends { readonly ok: boolean; readonly violations: readonly string[] },
>(args: readonly string[], { askers, run, told }: KillsRun<Result>): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      standbys: { type: 'string', default: '1' },
      brokers: { type: 'string' },
      [askers.option]: { type: 'string', default: String(askers.count) },
    },
  })
  const options = {
    seconds: integer('seconds', values.seconds, 1, 3_600),
    seed: integer('seed', values.seed, 0, 2 ** 32 - 1),
    standbys: integer('standbys', values.standbys, 0, 1),
  }
  const count = integer(askers.option, String(values[askers.option]), 1, askers.max)
  const broker = await ownBroker(values.brokers ?? null)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    say(`seed ${options.seed}`)
    const result = await run({ ...options, broker, say }, count)
    for (const line of told(result)) say(line)
    const machine = machineFacts(broker)
    if (values.json)
      console.log(JSON.stringify({ ...result, violations: result.violations.slice(0, 100), machine }))
    process.exitCode = result.ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}
