/** The process that is measured: `node instance.ts <brokers> <applicationId> <stateDir> <topic> <memoryBytes>`. It tells of itself each second over IPC. */
import { connectKafka, KafkaStreams } from 'millrace'
import pino from 'pino'
import type { Sample } from './sample.ts'
import { largeStateTopology } from './topology.ts'

const [brokers, applicationId, stateDir, topic, memoryBytes] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
]
const kafka = await connectKafka({ brokers: brokers.split(','), clientId: applicationId })
const streams = new KafkaStreams(largeStateTopology(topic), {
  applicationId,
  stateDir,
  kafka,
  memoryBytes: Number(memoryBytes),
  logger: pino({ level: 'warn' }, pino.destination(2)),
})
function sample(): Sample {
  const { user, system } = process.cpuUsage()
  const { totals, bytes, disk } = streams.status()
  return {
    atMs: performance.now(),
    processed: totals.processed,
    recoveries: totals.recoveries,
    reads: totals.reads,
    cpuMicros: user + system,
    rssBytes: process.memoryUsage.rss(),
    diskBytes: disk?.usedBytes ?? 0,
    databaseBytes: bytes.database,
    cachedBytes: bytes.cached,
  }
}
const ticker = setInterval(() => process.connected && process.send!(sample()), 1_000)
process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', async () => {
  clearInterval(ticker)
  await streams.stop()
  await kafka.close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
})
await streams.start()
await streams.done
