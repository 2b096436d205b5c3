/**
 * `node consoleService.ts <port> <brokers> <applicationId> <stateDir> <consultations> <factures> <inputPrefix>`: the benchmark's
 * topology on millrace with its console. `PUT /pace {"perSecond": n | null}`: how many records of source topics it takes a second.
 */
import Fastify from 'fastify'
import { connectKafka, KafkaStreams, Queries } from 'millrace'
import { millraceConsole } from 'millrace/console'
import pino from 'pino'
import { benchTopology } from '../topology.ts'
import { partitions } from '../workload.ts'

const [port, brokers, applicationId, stateDir, consultations, factures, inputPrefix] = process.argv.slice(
  2,
) as [string, string, string, string, string, string, string]
const kafka = await connectKafka({ brokers: brokers.split(','), clientId: applicationId })
const streams = new KafkaStreams(benchTopology({ consultations, factures, inputPrefix }), {
  applicationId,
  stateDir,
  kafka,
  logger: pino({ level: 'warn' }, pino.destination(2)),
})
const queries = new Queries({
  instance: streams,
  applicationId,
  endpoint: null,
  peers: null,
  partitions: () => partitions,
})

const app = Fastify()
await app.register(millraceConsole, { prefix: '/streams', streams, queries, page: false })
app.put<{ Body: { readonly perSecond: number | null } }>('/pace', async ({ body }) => {
  streams.intakePerSecond = body.perSecond
  return {}
})
process.on('disconnect', () => process.exit(1))
await streams.start()
await app.listen({ port: Number(port), host: '127.0.0.1' })
await streams.done
