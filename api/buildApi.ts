import swagger from '@fastify/swagger'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { LogController } from 'fastify'
import { HttpPeers, Queries } from 'millrace'
import { createDecoder } from '../events/decode.ts'
import { outputWriter } from '../events/outputWriter.ts'
import { openAccess } from './access/apiAccess.ts'
import { guard } from './access/guard.ts'
import { internalHeaders } from './access/internalHeaders.ts'
import { answerProblems, sendProblem, toProblem } from './answerProblems.ts'
import type { Api } from './api.ts'
import type { ApiOptions } from './apiOptions.ts'
import { defaultConnectionLimits, limitConnections, serverOptions } from './connectionLimits.ts'
import { consolePages } from './console/consolePages.ts'
import { consoleRoutes } from './console/consoleRoutes.ts'
import { tagAnswers } from './etag.ts'
import { cabinetFeed } from './flux/cabinetFeed.ts'
import { FluxClients } from './flux/fluxClients.ts'
import { defaultFluxLimits } from './flux/fluxLimits.ts'
import { noteWishes } from './flux/noteWishes.ts'
import { passElsewhere } from './generations/passElsewhere.ts'
import { defaultLimits } from './limits.ts'
import { Metrics } from './observe/metrics.ts'
import { traceRequests } from './observe/traceRequests.ts'
import { openapi } from './openapi.ts'
import { problemSchema } from './problemSchema.ts'
import { consultations } from './resources/consultations.ts'
import { factures } from './resources/factures.ts'
import { medecins } from './resources/medecins.ts'
import { patients } from './resources/patients.ts'
import { rendezvous } from './resources/rendezvous.ts'
import { absencesRoute } from './routes/absences.ts'
import { activiteRoute } from './routes/activite.ts'
import { activitePratiqueRoute } from './routes/activitePratique.ts'
import { agendaRoute } from './routes/agenda.ts'
import { commandRoutes } from './routes/commands.ts'
import { disponibiliteRoute } from './routes/disponibilite.ts'
import { dlqRoutes } from './routes/dlq.ts'
import { docsRoutes } from './routes/docs.ts'
import { dossierRoute } from './routes/dossier.ts'
import { explainRoute } from './routes/explain.ts'
import { fluxRoutes } from './routes/flux.ts'
import { generationRoutes } from './routes/generations.ts'
import { healthRoutes } from './routes/health.ts'
import { impayesRoute } from './routes/impayes.ts'
import { internalRoutes } from './routes/internal.ts'
import { internalStoresRoutes } from './routes/internalStores.ts'
import { metricsRoute } from './routes/metrics.ts'
import { outboxRoute } from './routes/outbox.ts'
import { paiementsRoute } from './routes/paiements.ts'
import { resourceRoutes } from './routes/resources.ts'
import { storesRoute } from './routes/stores.ts'
import { streamsRoutes } from './routes/streams.ts'
import { topologyRoutes } from './routes/topology.ts'
import { totauxRoute } from './routes/totaux.ts'
import { ApplicationRows } from './rows/applicationRows.ts'
import { tellFreshness } from './rows/tellFreshness.ts'
import { securityHeaders } from './securityHeaders.ts'
import { allStores } from './stores/allStores.ts'
import { StoreScans } from './stores/storeScans.ts'
import { noteAnswers, trailAway } from './trail/noteAnswers.ts'

/**
 * The HTTP face of one instance: commands in, committed state out. It does not start, stop or wait for the instance:
 * while that is on its way, /health answers and the rest says 503. The caller listens and closes.
 */
export async function buildApi(options: ApiOptions): Promise<Api> {
  const { instance, endpoint, logger, outbox = null, peerDeadlineMs = 2_000 } = options
  const { access = openAccess, liveness = null } = options
  const headers = internalHeaders(access.internalSecret)
  const isSecure = options.tls !== undefined
  const limits = { ...defaultLimits, ...options.limits }
  const app: Api = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    // One line an event that matters: a request that failed is, one that was answered is a metric.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    // A path that cannot be decoded has no route yet whose handler could answer.
    frameworkErrors: (error, request, reply) => sendProblem(toProblem(error), request, reply),
    routerOptions: { maxParamLength: 4096 },
    ...serverOptions({ ...defaultConnectionLimits, ...options.connections }, options.tls ?? null),
    ...(access.trustedProxies.length > 0 && { trustProxy: [...access.trustedProxies] }),
  }).withTypeProvider<TypeBoxTypeProvider>()
  limitConnections(app.server, { ...defaultConnectionLimits, ...options.connections })
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  answerProblems(app as never)

  const isSelf = (other: { readonly host: string; readonly port: number }) =>
    other.host === endpoint.host && other.port === endpoint.port
  const peers = () => instance.endpoints().filter(({ endpoint }) => !isSelf(endpoint))
  const queries = new Queries({
    instance,
    applicationId: options.applicationId,
    endpoint,
    peers: options.peers ?? new HttpPeers({ headers: () => headers, tls: isSecure ? {} : null }),
    partitions: () => options.partitions,
    deadlineMs: peerDeadlineMs,
    waiting: limits.waiting,
  })
  const rows = new ApplicationRows(queries)
  const waiting = { queries, maxSeconds: limits.waitSeconds }
  const flux = { ...defaultFluxLimits, ...options.flux }
  const feed = options.kafka
    ? cabinetFeed({
        ...options,
        kafka: options.kafka,
        topology: instance.topology,
        generations: options.feedGenerations ?? null,
        queries,
        limits: flux,
      })
    : null
  const clients = new FluxClients(flux.clients, () => liveness?.isLive ?? true)
  const scans = new StoreScans(instance, options.now ?? Date.now)
  const metrics = new Metrics(
    instance,
    options.applicationId,
    queries,
    outbox,
    options.trail ?? null,
    feed,
    clients,
    scans,
    limits.partitionSeries,
  )
  traceRequests(app, options.traces ?? null)
  app.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request, reply)
    done()
  })
  tellFreshness(app, {
    deadlineMs: peerDeadlineMs,
    maxWaitSeconds: limits.waitSeconds,
    generations: options.feedGenerations ?? null,
  })
  tagAnswers(app)
  // Before the server waits for the requests that are under way.
  app.addHook('preClose', async () => queries.close())
  app.addHook('onClose', () => metrics.close())
  if (options.traces) metrics.tellTraces(options.traces)

  if (liveness) {
    metrics.tellGeneration(liveness)
    await passElsewhere(app, {
      access,
      liveness,
      isSecure,
      passed: () => metrics.passedOn(),
      ...(logger && { logger }),
    })
    const forget = liveness.onChange(() => {
      // Each has what there was up to the cut first.
      if (!liveness.isLive) void Promise.resolve(feed?.leave()).then(() => clients.dismiss())
    })
    app.addHook('onClose', async () => forget())
  }
  await securityHeaders(app, { origins: access.origins, isSecure })
  await guard(app, { ...access, rows })
  if (options.trail) noteAnswers(app, options.trail, options.now ?? Date.now)
  app.addSchema(problemSchema)
  await app.register(swagger, openapi)
  app.register(async routes => {
    const api = routes.withTypeProvider<TypeBoxTypeProvider>()
    healthRoutes(api, instance, rows, outbox)
    metricsRoute(api, metrics)
    topologyRoutes(api, instance)
    docsRoutes(api)
    await consoleRoutes(api, { dist: consolePages.dist, zone: options.zone })
    for (const each of [patients, medecins, rendezvous, consultations, factures])
      resourceRoutes(api, each, rows, waiting, { csvRows: limits.csvRows, zoneName: options.zone })
    paiementsRoute(api, rows)
    dossierRoute(api, rows)
    agendaRoute(api, rows, limits.csvRows)
    activiteRoute(api, rows)
    activitePratiqueRoute(api, rows)
    impayesRoute(api, rows, limits.csvRows)
    totauxRoute(api, rows)
    absencesRoute(api, rows, waiting)
    disponibiliteRoute(api, rows, options.zone)
    commandRoutes(api, {
      publisher: options.publisher,
      outbox,
      peers,
      asking: { deadlineMs: peerDeadlineMs / 8, headers, isSecure },
      found: outbox?.found ?? [],
      decode: createDecoder({ zone: options.zone }),
      write: outputWriter(options.output),
      now: options.now ?? Date.now,
      traces: options.traces ?? null,
      keys: limits.keys,
      waitSeconds: Math.min(5, limits.waitSeconds),
    })
    outboxRoute(api, outbox)
    generationRoutes(api, options.generations)
    dlqRoutes(api, options.deadLetters)
    internalRoutes(api, instance)
    internalStoresRoutes(api, instance, scans)
    storesRoute(
      api,
      allStores(scans, {
        names: [...instance.topology.stores.keys()],
        partitions: options.partitions,
        self: endpoint,
        peers,
        asking: { headers, isSecure, deadlineMs: peerDeadlineMs },
      }),
    )
    await streamsRoutes(api, {
      instance,
      queries,
      endpoint,
      asking: { headers, isSecure, deadlineMs: peerDeadlineMs },
    })
    explainRoute(api, { rows, explain: options.explain, maxRecords: limits.explainRecords })
    await fluxRoutes(api, {
      feed,
      clients,
      limits: flux,
      rows,
      authenticator: access.authenticator,
      note: noteWishes(options.trail ?? null, trailAway, options.now ?? Date.now),
    })
  })
  return app
}
