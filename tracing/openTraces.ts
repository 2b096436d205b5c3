import type { TraceContext } from 'millrace'
import { countedProcessor } from './countedProcessor.ts'
import { contextOf, spanContextOf } from './spanContext.ts'
import type { Traces, TracesLog } from './traces.ts'

export interface TracesOptions {
  /** Of the collector, such as http://localhost:4318: spans go to /v1/traces below it. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  /** Names the process among those that write to the collector. */
  readonly service: string
  /** Which one of them it is. */
  readonly instance: string
  /** The part of the traces that begin here which is recorded, 0 to 1. What begins elsewhere is decided there. */
  readonly ratio: number
  /** Spans that wait to be sent; more are dropped. */
  readonly maxQueue: number
  readonly delayMs: number
  readonly timeoutMs: number
  readonly log: TracesLog
}

/** A stop does not wait longer for the collector. */
const closeMs = 3_000

/** Loads OpenTelemetry, which nobody else does. */
export async function openTraces(options: TracesOptions): Promise<Traces> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const { maxQueue, timeoutMs, log } = options
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint}/v1/traces`,
    headers: { ...options.headers },
    timeoutMillis: timeoutMs,
  })
  const { processor, counts } = countedProcessor({
    exporter,
    maxQueue,
    log,
    batched: counted =>
      new sdk.BatchSpanProcessor({
        exporter: counted,
        maxQueueSize: maxQueue,
        maxExportBatchSize: Math.min(512, maxQueue),
        scheduledDelayMillis: options.delayMs,
        exportTimeoutMillis: timeoutMs,
      }),
  })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.instance.id': options.instance,
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [processor],
  })
  const tracer = provider.getTracer('cabinet')
  const kinds = {
    server: api.SpanKind.SERVER,
    producer: api.SpanKind.PRODUCER,
    consumer: api.SpanKind.CONSUMER,
    client: api.SpanKind.CLIENT,
  }
  const under = (parent: TraceContext | null) =>
    parent === null
      ? api.ROOT_CONTEXT
      : api.trace.setSpanContext(api.ROOT_CONTEXT, spanContextOf(parent, api.createTraceState))
  return {
    begin(name, { kind, parent, attributes }) {
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, under(parent))
      return {
        context: contextOf(span.spanContext()),
        set: more => void span.setAttributes(more),
        fail: type =>
          void span.setAttribute('error.type', type).setStatus({ code: api.SpanStatusCode.ERROR }),
        end: () => span.end(),
      }
    },
    counts,
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, closeMs)
      await Promise.race([provider.shutdown().catch(() => {}), late])
      clearTimeout(timer)
    },
  }
}
