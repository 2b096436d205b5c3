/** `npm run faults`: processes and brokers are killed while the benchmark's topology runs; then all is counted. */
import { ownBroker } from '../bench/ownBroker.ts'
import { faultRun } from './faultRun.ts'
import { faults } from './kinds/index.ts'
import { type FaultOptions, faultOptions, usage } from './options.ts'

const options = readOptions()
const broker = await ownBroker(options.brokers)
// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  say(`seed ${options.seed}, ${options.rounds} rounds`)
  const result = await faultRun({ ...options, broker, faults, say })
  const { ok, seed, rounds, rendezvous, outputs, violations, evidence } = result
  say(
    ok
      ? `✓ ${rounds.length} faults, ${rendezvous} rendezvous: ${outputs.records} outputs, no key twice, every row right`
      : `✗ seed ${seed}: ${violations.length} violations, evidence in ${evidence}\n${violations.slice(0, 20).join('\n')}`,
  )
  if (options.json) console.log(JSON.stringify({ ...result, violations: violations.slice(0, 100) }))
  process.exitCode = ok ? 0 : 1
} finally {
  await broker.stop()
}

function readOptions(): FaultOptions {
  try {
    return faultOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
