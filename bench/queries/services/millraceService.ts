/**
 * `node millraceService.ts <port> <brokers> <applicationId> <stateDir> <consultations> <factures> <inputPrefix>`: the
 * benchmark's topology on millrace, and its patients behind one route of Fastify.
 */
import Fastify from 'fastify'
import { connectKafka, KafkaStreams, Queries } from 'millrace'
import pino from 'pino'
import { benchTopology } from '../../topology.ts'
import { partitions } from '../../workload.ts'
import { type PatientCreated, patientAnswer, patientAnswerSchema } from '../patientAnswer.ts'

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
app.get<{ Params: { id: string } }>(
  '/api/patients/:id',
  { schema: { response: { 200: patientAnswerSchema } } },
  async (request, reply) => {
    const { value } = await queries.get<string, PatientCreated>('patients', request.params.id)
    return value === undefined ? reply.code(404).send() : patientAnswer(value)
  },
)
process.on('disconnect', () => process.exit(1))
await app.listen({ port: Number(port), host: '127.0.0.1' })
await streams.start()
await streams.done
