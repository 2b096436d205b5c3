import { WayClosed } from '../../broker/brokerError.ts'
import { terminalProgress } from '../../broker/progress.ts'
import { machineFacts } from '../machineFacts.ts'
import { ownBroker } from '../ownBroker.ts'
import { type PeerTools, peerTools } from '../peers/kafka-streams/peerTools.ts'
import { feedBench } from './feedBench.ts'
import { feedTable } from './feedTable.ts'
import { queriesOptions } from './queriesOptions.ts'
import { connections, readsBench } from './readsBench.ts'
import { ratios, readsTable, summed } from './readsSummary.ts'

/** The load of the queries, from the command line. Throws a TypeError that names what is wrong with the arguments. */
export async function queriesCommand(args: readonly string[]): Promise<void> {
  const options = queriesOptions(args)
  if (process.platform !== 'linux') throw new TypeError('Processes are measured through /proc: Linux only.')
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const peer = await peerOrNone(say)
  const broker = await ownBroker(options.brokers)
  try {
    const { json, turns, seconds, patients, clients } = options
    const { brokers } = broker
    const feed = clients > 0 ? await feedBench({ brokers, clients, seconds, say }).catch(String) : null
    const reads = await readsBench({ brokers, peer, turns, seconds, patients, say })
    const phases = feed === null ? [] : typeof feed === 'string' ? [{ faults: [feed] }] : feed.phases
    const ok = [...reads, ...phases].every(({ faults }) => faults.length === 0)
    const feedShown = feed === null ? [] : [typeof feed === 'string' ? `✗ feed: ${feed}` : feedTable(feed)]
    const shown = [readsTable(reads), ...feedShown].join('\n\n')
    if (json) say(`\n${shown}\n`)
    const machine = machineFacts(broker)
    const result = { ok, machine, connections, patients, seconds, turns, reads, feed }
    console.log(
      json ? JSON.stringify({ ...result, summed: summed(reads), ratios: ratios(reads) }) : `\n${shown}\n`,
    )
    process.exitCode = ok ? 0 : 1
  } finally {
    await broker.stop()
  }
}

async function peerOrNone(say: (line: string) => void): Promise<PeerTools | null> {
  try {
    return await peerTools(process.env, terminalProgress())
  } catch (error) {
    if (!(error instanceof WayClosed)) throw error
    say(`Without Kafka Streams: ${error.message}`)
    return null
  }
}
