/** `node mapService.ts <port> <patients>`: what Fastify alone can do. A handler over a Map of what the other services hold. */
import Fastify from 'fastify'
import { generate } from '../../workload.ts'
import {
  type PatientAnswer,
  type PatientCreated,
  patientAnswer,
  patientAnswerSchema,
} from '../patientAnswer.ts'

const [port, patients] = process.argv.slice(2).map(Number) as [number, number]
const rows = new Map<string, PatientAnswer>()
for (const { key, value } of generate({ patients, medecins: 0, rendezvous: 0 }))
  rows.set(key, patientAnswer(JSON.parse(value) as PatientCreated))

const app = Fastify()
app.get<{ Params: { id: string } }>(
  '/api/patients/:id',
  { schema: { response: { 200: patientAnswerSchema } } },
  async (request, reply) => rows.get(request.params.id) ?? reply.code(404).send(),
)
process.on('disconnect', () => process.exit(1))
await app.listen({ port, host: '127.0.0.1' })
