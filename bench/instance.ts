/** One process of the benchmark's application, started by main.ts: `node instance.ts <brokers> <applicationId> <stateDir> <consultations> <factures>`. */
import { connectKafka, KafkaStreams } from 'millrace'
import pino from 'pino'
import { benchTopology } from './topology.ts'

const [brokers, applicationId, stateDir, consultations, factures] = process.argv.slice(2) as [string, string, string, string, string]
const logger = pino({ level: process.env.LOG_LEVEL ?? 'info' }, pino.destination(2))
const kafka = await connectKafka({ brokers: brokers.split(','), clientId: applicationId })
const streams = new KafkaStreams(benchTopology({ consultations, factures }), { applicationId, stateDir, kafka, logger })

/** Tells the parent what it costs so far. */
const report = () => {
  const { user, system } = process.cpuUsage()
  const { totals, state, bytes, lastCommit } = streams.status()
  process.send?.({
    state,
    cpuMicros: user + system,
    rssBytes: process.memoryUsage().rss,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    processed: totals.processed,
    commits: totals.commits,
    bytes,
    lastCommit,
  })
}
streams.onState(report)
const ticker = setInterval(report, 250)

process.on('SIGTERM', async () => {
  await streams.stop()
  report()
  clearInterval(ticker)
  await kafka.close()
  process.disconnect?.()
})
await streams.start()
await streams.done
