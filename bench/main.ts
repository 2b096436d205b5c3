/** `npm run bench`: the workload of this folder on millrace, measured. Options: options.ts. */
import { bench } from './bench.ts'
import { machineFacts } from './machineFacts.ts'
import { type BenchOptions, benchOptions, usage } from './options.ts'
import { ownBroker } from './ownBroker.ts'
import { table } from './table.ts'
import { sizes } from './workload.ts'

const options = readOptions()
const broker = await ownBroker(options.brokers)
// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const phases = await bench(broker, options)
  const ok = Object.values(phases).every(phase => phase.ok)
  const { size, topology } = options
  const result = {
    engine: 'millrace',
    size,
    topology,
    workload: sizes[size],
    machine: machineFacts(broker),
    ok,
    phases,
  }
  const shown = table(phases)
  if (options.json) process.stderr.write(`\n${shown}\n\n`)
  console.log(options.json ? JSON.stringify(result) : `\n${shown}\n`)
  process.exitCode = ok ? 0 : 1
} finally {
  await broker.stop()
}

function readOptions(): BenchOptions {
  try {
    return benchOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
