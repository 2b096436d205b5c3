import { WayClosed } from '../broker/brokerError.ts'
import { terminalProgress } from '../broker/progress.ts'
import { bench } from './bench.ts'
import { compare } from './compare.ts'
import { comparison } from './comparison.ts'
import { comparisonTable } from './comparisonTable.ts'
import { type Engine, millrace } from './engine.ts'
import { machineFacts } from './machineFacts.ts'
import { benchOptions, type PeerOptions } from './options.ts'
import { ownBroker } from './ownBroker.ts'
import { kafkaStreams } from './peers/kafka-streams/kafkaStreams.ts'
import { shownConfig } from './peers/kafka-streams/streamsConfig.ts'
import { table } from './table.ts'
import { sizes } from './workload.ts'

/** The workload on millrace, alone or beside a peer, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function benchCommand(args: readonly string[]): Promise<void> {
  const options = benchOptions(args)
  const { size, topology, only } = options
  const peer = options.peer && { ...options.peer, engine: await preparePeer(options.peer) }
  const broker = await ownBroker(options.brokers)
  try {
    const common = {
      engine: 'millrace',
      size,
      topology,
      workload: sizes[size],
      machine: machineFacts(broker),
    }
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
      tell(options.json, ok, [...each, comparisonTable(compared, name)].join('\n\n'), {
        ...common,
        peer: { name, config: shownConfig(config), jvmOptions: process.env.JDK_JAVA_OPTIONS ?? '' },
        ok,
        turns,
        comparison: compared,
      })
    } else {
      const phases = await bench(broker, engine, { size, only })
      const ok = Object.values(phases).every(phase => phase.ok)
      tell(options.json, ok, table(phases), { ...common, ok, phases })
    }
  } finally {
    await broker.stop()
  }
}

function tell(json: boolean, ok: boolean, shown: string, result: object): void {
  if (json) process.stderr.write(`\n${shown}\n\n`)
  console.log(json ? JSON.stringify(result) : `\n${shown}\n`)
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
