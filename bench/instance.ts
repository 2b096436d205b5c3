/**
 * One process of the application, started by main.ts:
 * `node instance.ts <brokers> <applicationId> <stateDir> <consultations> <factures> [bench|cabinet]`.
 * SIGTERM stops it; it answers the questions of messages.ts over IPC.
 */
import { connectKafka, KafkaStreams } from 'millrace'
import pino from 'pino'
import { applicationTopology, type TopologyName } from './applicationTopology.ts'
import { dump } from './dump.ts'
import type { Answer, Question, Report } from './messages.ts'

const [brokers, applicationId, stateDir, consultations, factures, name] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  TopologyName?,
]
const milliseconds = (variable: string) => Number(process.env[variable]) || undefined
const inputPrefix = process.env.INPUT_PREFIX ?? ''
const transactionTimeoutMs = milliseconds('TRANSACTION_TIMEOUT_MS')
const sessionTimeoutMs = milliseconds('SESSION_TIMEOUT_MS')
const standbys = Number(process.env.STANDBYS ?? 0)

const logger = pino({ level: process.env.LOG_LEVEL ?? 'info' }, pino.destination(2))
const kafka = await connectKafka({ brokers: brokers.split(','), clientId: applicationId })
const streams = new KafkaStreams(
  applicationTopology(name ?? 'bench', { consultations, factures, inputPrefix }, applicationId),
  {
    applicationId,
    stateDir,
    kafka,
    logger,
    standbys,
    ...(transactionTimeoutMs && { transactionTimeoutMs }),
    ...(sessionTimeoutMs && { sessionTimeoutMs }),
  },
)

function report(): Report {
  const { user, system } = process.cpuUsage()
  const { state, tasks, totals, bytes, lastCommit } = streams.status()
  return {
    kind: 'report',
    state,
    tasks: tasks.length,
    cpuMicros: user + system,
    rssBytes: process.memoryUsage().rss,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    processed: totals.processed,
    commits: totals.commits,
    recoveries: totals.recoveries,
    bytes,
    lastCommit,
  }
}
const send = (answer: Answer) => {
  if (process.connected) process.send?.(answer)
}
streams.onState(() => send(report()))
const ticker = setInterval(() => send(report()), 250)

process.on('message', async (question: Question) => {
  if (question.ask === 'report') send(report())
  else if (question.ask === 'status') send({ kind: 'status', status: streams.status() })
  else send(await dump(streams, question.store))
})
// Nobody would end it, nor read what it says, once its parent is gone.
process.on('disconnect', () => process.exit(1))

process.on('SIGTERM', async () => {
  await streams.stop()
  send(report())
  clearInterval(ticker)
  await kafka.close()
  process.removeAllListeners('disconnect')
  process.disconnect?.()
})
await streams.start()
await streams.done
