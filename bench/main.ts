/** `npm run bench`: the workload of this folder on millrace, measured, alone or beside a peer. Options: options.ts. */
import { WayClosed } from '../broker/brokerError.ts'
import { terminalProgress } from '../broker/progress.ts'
import { bench } from './bench.ts'
import { compare } from './compare.ts'
import { comparison } from './comparison.ts'
import { comparisonTable } from './comparisonTable.ts'
import { type Engine, millrace } from './engine.ts'
import { machineFacts } from './machineFacts.ts'
import { type BenchOptions, benchOptions, type PeerOptions, usage } from './options.ts'
import { ownBroker } from './ownBroker.ts'
import { kafkaStreams } from './peers/kafka-streams/kafkaStreams.ts'
import { shownConfig } from './peers/kafka-streams/streamsConfig.ts'
import { table } from './table.ts'
import { sizes } from './workload.ts'

const options = readOptions()
const { size, topology, only } = options
const peer = options.peer && { ...options.peer, engine: await preparePeer(options.peer) }
const broker = await ownBroker(options.brokers)
// Ctrl-C must not leave a broker and instances behind: their ends hang on this process's exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
try {
  const common = { engine: 'millrace', size, topology, workload: sizes[size], machine: machineFacts(broker) }
  const engine = millrace(topology)
  if (peer) {
    const turns = await compare(broker, { millrace: engine, peer: peer.engine }, { size, only }, peer.turns)
    const ok = turns.every(turn =>
      [turn.millrace, turn.peer].every(phases => Object.values(phases).every(phase => phase.ok)),
    )
    const compared = comparison(turns)
    const each = turns.flatMap((turn, index) => [
      `Turn ${index + 1}, millrace\n${table(turn.millrace)}`,
      `Turn ${index + 1}, ${peer.name}\n${table(turn.peer)}`,
    ])
    const { name, config } = peer
    tell(ok, [...each, comparisonTable(compared, name)].join('\n\n'), {
      ...common,
      peer: { name, config: shownConfig(config), jvmOptions: process.env.JDK_JAVA_OPTIONS ?? '' },
      ok,
      turns,
      comparison: compared,
    })
  } else {
    const phases = await bench(broker, engine, { size, only })
    const ok = Object.values(phases).every(phase => phase.ok)
    tell(ok, table(phases), { ...common, ok, phases })
  }
} finally {
  await broker.stop()
}

function tell(ok: boolean, shown: string, result: object): void {
  if (options.json) process.stderr.write(`\n${shown}\n\n`)
  console.log(options.json ? JSON.stringify(result) : `\n${shown}\n`)
  process.exitCode = ok ? 0 : 1
}

/** Ends the process with what is missing, before a broker is started for nothing. */
async function preparePeer({ config }: PeerOptions): Promise<Engine> {
  try {
    if (process.platform !== 'linux') throw new WayClosed('Processes are measured through /proc: Linux only.')
    return await kafkaStreams(config, process.env, terminalProgress())
  } catch (error) {
    if (!(error instanceof WayClosed)) throw error
    console.error(`--peer is not possible here. ${error.message}`)
    process.exit(2)
  }
}

function readOptions(): BenchOptions {
  try {
    return benchOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
