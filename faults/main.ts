/** `npm run faults`: processes, brokers, networks and disks fail while the benchmark's topology runs; then all is counted. */
import { ownBroker } from '../bench/ownBroker.ts'
import { type FaultRunResult, faultRun } from './faultRun.ts'
import { faults } from './kinds/index.ts'
import { type FaultOptions, faultOptions, usage } from './options.ts'

const people = { patients: 2_000, medecins: 100 }

const options = readOptions()
const again = `npm run faults -- --seed ${options.seed} --rounds ${options.rounds} --rate ${options.rate} --standbys ${options.standbys} --kinds ${options.faults.map(({ name }) => name).join()}`
const broker = await ownBroker(options.brokers)
// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  say(`seed ${options.seed}, ${options.rounds} rounds`)
  const result = await faultRun({ ...options, people, broker, say })
  for (const line of told(result)) say(line)
  if (options.json)
    console.log(JSON.stringify({ ...result, violations: result.violations.slice(0, 100), again }))
  process.exitCode = result.ok ? 0 : 1
} finally {
  await broker.stop()
}

function told({ ok, kinds, skipped, ...result }: FaultRunResult): readonly string[] {
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
    ok
      ? `✓ ${result.faults} faults, ${result.rendezvous} rendezvous: ${result.outputs} outputs, no key twice, every row right`
      : `✗ ${result.violations.length} violations, evidence in ${result.evidence}; again: ${again}\n${result.violations
          .slice(0, 20)
          .map(line => line.slice(0, 500))
          .join('\n')}`,
  ]
}

function readOptions(): FaultOptions {
  try {
    return faultOptions(process.argv.slice(2), faults)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
