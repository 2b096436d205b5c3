import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Traces, TracesLog } from './traces.ts'

/** Counts what becomes of spans, keeps no more of them than may wait, and says once when they cannot be sent, and once when they can again. */
export function countedProcessor(options: {
  readonly exporter: SpanExporter
  readonly maxQueue: number
  readonly batched: (exporter: SpanExporter) => SpanProcessor
  readonly log: TracesLog
}): { readonly processor: SpanProcessor; readonly counts: Traces['counts'] } {
  const { exporter, maxQueue, log } = options
  const counts = { exported: 0, failed: 0, dropped: 0 }
  let waiting = 0
  let isFailing = false
  const batched = options.batched({
    export(spans, done) {
      waiting -= spans.length
      exporter.export(spans, result => {
        const { error } = result
        // 0: taken. OpenTelemetry's own name of it is a value, and nothing of it is loaded here.
        if (result.code === 0) counts.exported += spans.length
        else counts.failed += spans.length
        if (result.code === 0 && isFailing) log.info({}, 'traces are exported again')
        if (result.code !== 0 && !isFailing)
          log.warn({ error: error?.message, spans: spans.length }, 'traces cannot be exported: they are lost')
        isFailing = result.code !== 0
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  })
  return {
    counts,
    processor: {
      onStart() {},
      onEnd(span) {
        if ((span.spanContext().traceFlags & 1) === 0) return
        if (waiting >= maxQueue) {
          counts.dropped++
          return
        }
        waiting++
        batched.onEnd(span)
      },
      forceFlush: () => batched.forceFlush(),
      shutdown: () => batched.shutdown(),
    },
  }
}
