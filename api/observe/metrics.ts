import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Feed, Queries } from 'millrace'
import { Counter, Histogram, Registry } from 'prom-client'
import type { Traces } from '../../tracing/traces.ts'
import type { ApiOptions } from '../apiOptions.ts'
import type { FluxClients } from '../flux/fluxClients.ts'
import type { Liveness } from '../generations/liveness.ts'
import type { Instance } from '../instance.ts'
import { defaultLimits } from '../limits.ts'
import type { StoreScans } from '../stores/storeScans.ts'
import { commitMetrics } from './commitMetrics.ts'
import { databaseMetrics } from './databaseMetrics.ts'
import { failureMetrics } from './failureMetrics.ts'
import { feedMetrics } from './feedMetrics.ts'
import { flowMetrics } from './flowMetrics.ts'
import { generationMetrics } from './generationMetrics.ts'
import { latencyMetrics } from './latencyMetrics.ts'
import { nodeMetrics } from './nodeMetrics.ts'
import { outboxMetrics } from './outboxMetrics.ts'
import { practiceMetrics } from './practiceMetrics.ts'
import { queriesMetrics } from './queriesMetrics.ts'
import { statusMetrics } from './statusMetrics.ts'
import { storeMetrics } from './storeMetrics.ts'
import { traceMetrics } from './traceMetrics.ts'
import { trailMetrics } from './trailMetrics.ts'

/** What Prometheus scrapes of one instance. Labels are bounded: topics, partitions and stores of the topology, routes of the API. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #requests: Histogram<'method' | 'route' | 'status'>
  readonly #passedOn: Counter
  readonly #detach: readonly (() => void)[]

  constructor(
    instance: Instance,
    applicationId: string,
    queries: Pick<Queries, 'totals'>,
    outbox: NonNullable<ApiOptions['outbox']> | null,
    trail: NonNullable<ApiOptions['trail']> | null = null,
    feed: Pick<Feed, 'status'> | null = null,
    clients: Pick<FluxClients, 'size' | 'queued'> | null = null,
    scans: StoreScans | null = null,
    partitionSeries = defaultLimits.partitionSeries,
  ) {
    const registers = [this.#registry]
    nodeMetrics(this.#registry)
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests answered, by route as written in the API',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    })
    this.#passedOn = new Counter({
      name: 'http_requests_passed_on_total',
      help: 'Requests and websockets passed on to the live generation',
      registers,
    })
    statusMetrics(instance, this.#registry, partitionSeries)
    databaseMetrics(instance, this.#registry)
    flowMetrics(instance, this.#registry, partitionSeries)
    queriesMetrics(queries, this.#registry)
    practiceMetrics(instance, this.#registry)
    if (scans) storeMetrics(instance, scans, this.#registry, partitionSeries)
    if (outbox) outboxMetrics(outbox, this.#registry)
    if (trail) trailMetrics(trail, this.#registry)
    if (feed && clients) feedMetrics(feed, clients, this.#registry)
    this.#detach = [
      commitMetrics(applicationId, this.#registry),
      failureMetrics(applicationId, this.#registry),
      latencyMetrics(applicationId, this.#registry),
    ]
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'none'
    this.#requests.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
  }

  tellGeneration(liveness: Liveness): void {
    generationMetrics(liveness, this.#registry)
  }

  tellTraces(traces: Pick<Traces, 'counts'>): void {
    traceMetrics(traces, this.#registry)
  }

  passedOn(): void {
    this.#passedOn.inc()
  }

  /** Idempotent. */
  close(): void {
    for (const detach of this.#detach) detach()
    this.#registry.clear()
  }
}
