import swagger from '@fastify/swagger'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { LogController } from 'fastify'
import { createDecoder } from '../events/decode.ts'
import { answerProblems, bodyLimit, sendProblem, toProblem } from './answerProblems.ts'
import type { Api } from './api.ts'
import type { ApiOptions } from './apiOptions.ts'
import { Metrics } from './observe/metrics.ts'
import { openapi } from './openapi.ts'
import { consultations } from './resources/consultations.ts'
import { factures } from './resources/factures.ts'
import { medecins } from './resources/medecins.ts'
import { patients } from './resources/patients.ts'
import { rendezvous } from './resources/rendezvous.ts'
import { agendaRoute } from './routes/agenda.ts'
import { commandRoutes } from './routes/commands.ts'
import { docsRoutes } from './routes/docs.ts'
import { dossierRoute } from './routes/dossier.ts'
import { disponibiliteRoute } from './routes/disponibilite.ts'
import { dlqRoutes } from './routes/dlq.ts'
import { healthRoutes } from './routes/health.ts'
import { internalRoutes } from './routes/internal.ts'
import { metricsRoute } from './routes/metrics.ts'
import { resourceRoutes } from './routes/resources.ts'
import { topologyRoutes } from './routes/topology.ts'
import { GatheredRows } from './rows/gatheredRows.ts'
import { LocalRows } from './rows/localRows.ts'
import { tellFreshness } from './rows/tellFreshness.ts'

/**
 * The HTTP face of one instance: commands in, committed state out. It does not start, stop or wait for the instance:
 * while that is on its way, /health answers and the rest says 503. The caller listens and closes.
 */
export async function buildApi(options: ApiOptions): Promise<Api> {
  const { instance, endpoint, logger } = options
  const app: Api = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    // One line an event that matters: a request that failed is, one that was answered is a metric.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    // A path that cannot be decoded has no route yet whose handler could answer.
    frameworkErrors: (error, request, reply) => sendProblem(toProblem(error), request, reply),
    routerOptions: { maxParamLength: 4096 },
    // A caller that never finishes its request does not hold a connection for ever.
    requestTimeout: 30_000,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  answerProblems(app as never)

  const local = new LocalRows(instance)
  const isSelf = (other: { readonly host: string; readonly port: number }) =>
    other.host === endpoint.host && other.port === endpoint.port
  const rows = new GatheredRows({
    local,
    peers: () => instance.endpoints().filter(({ endpoint }) => !isSelf(endpoint)),
    partitions: options.partitions,
    deadlineMs: options.peerDeadlineMs ?? 2_000,
  })
  const metrics = new Metrics(instance, options.applicationId)
  app.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request, reply)
    done()
  })
  tellFreshness(app)
  app.addHook('onClose', () => metrics.close())

  await app.register(swagger, openapi)
  app.register(async routes => {
    const api = routes.withTypeProvider<TypeBoxTypeProvider>()
    healthRoutes(api, instance, rows)
    metricsRoute(api, metrics)
    topologyRoutes(api, instance)
    docsRoutes(api)
    for (const each of [patients, medecins, rendezvous, consultations, factures])
      resourceRoutes(api, each, rows)
    dossierRoute(api, rows)
    agendaRoute(api, rows)
    commandRoutes(api, {
      publisher: options.publisher,
      decode: createDecoder({ zone: options.zone }),
      now: options.now ?? Date.now,
    })
    internalRoutes(api, local, instance)
  })
  return app
}
    outboxRoute(api, outbox)
    dlqRoutes(api, options.deadLetters)
