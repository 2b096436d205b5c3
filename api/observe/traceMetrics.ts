import type { Registry } from 'prom-client'
import type { Traces } from '../../tracing/traces.ts'
import { scraped } from './scraped.ts'

/** What became of the spans that are over, read at each scrape. */
export function traceMetrics(traces: Pick<Traces, 'counts'>, registry: Registry): void {
  const { counterBy } = scraped(registry)
  counterBy(
    'cabinet_trace_spans_total',
    'Spans of traces that are over: exported, not taken by the collector, or dropped because too many waited',
    ['outcome'],
    put => {
      const { exported, failed, dropped } = traces.counts
      put({ outcome: 'exported' }, exported)
      put({ outcome: 'failed' }, failed)
      put({ outcome: 'dropped' }, dropped)
    },
  )
}
