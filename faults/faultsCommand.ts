import { ownBroker } from '../bench/ownBroker.ts'
import { type FaultRunResult, faultRun } from './faultRun.ts'
import { faults } from './kinds/index.ts'
import { faultOptions } from './options.ts'
import { violationsTold } from './violationsTold.ts'

const people = { patients: 2_000, medecins: 100 }

/** A fault run from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function faultsCommand(args: readonly string[]): Promise<void> {
  const options = faultOptions(args, faults)
  const { seed, rounds, rate, standbys } = options
  const kinds = options.faults.map(({ name }) => name).join()
  const again = `npm run faults -- --seed ${seed} --rounds ${rounds} --rate ${rate} --standbys ${standbys} --kinds ${kinds}`
  const broker = await ownBroker(options.brokers)
  try {
    const say = (line: string) => void process.stderr.write(`${line}\n`)
    say(`seed ${seed}, ${rounds} rounds`)
    const result = await faultRun({ ...options, people, broker, say })
    for (const line of told(result, again)) say(line)
    if (options.json)
      console.log(JSON.stringify({ ...result, violations: result.violations.slice(0, 100), again }))
    process.exitCode = result.ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}

function told(result: FaultRunResult, again: string): readonly string[] {
  const { kinds, skipped } = result
  const rows = Object.entries(kinds).map(
    ([name, { runs, secondsUntilProcessing: until, secondsAfterRepair: after }]) =>
      [
        name.padEnd(18),
        `${runs}×`.padStart(4),
        `${until.median.toFixed(1)} s`.padStart(8),
        `${until.worst.toFixed(1)} s`.padStart(8),
        `${after.median.toFixed(1)} s`.padStart(8),
        `${after.worst.toFixed(1)} s`.padStart(8),
      ].join(' '),
  )
  return [
    'fault              runs   until processing    after the repair',
    '                         median    worst   median    worst',
    ...rows,
    ...Object.entries(skipped).map(([name, why]) => `${name} was left out: ${why}`),
    ...result.hangs.map(hang => `Kafka holds a transaction open that it knows to be over: ${hang}`),
    violationsTold(
      result,
      `${result.faults} faults, ${result.rendezvous} rendezvous: ${result.outputs} outputs, no key twice, every row right`,
      `; again: ${again}`,
    ),
  ]
}
