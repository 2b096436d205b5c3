import type { Queries } from 'millrace'
import type { Registry } from 'prom-client'
import { scraped } from './scraped.ts'

/** How questions ended, read at each scrape. */
export function queriesMetrics(queries: Pick<Queries, 'totals'>, registry: Registry): void {
  const { counter, counterBy } = scraped(registry)
  counterBy('millrace_queries_total', 'Questions that ended, by how', ['outcome'], put => {
    const { whole, partial, unavailable, conditionNotMet, tooManyWaiting } = queries.totals.ended
    put({ outcome: 'whole' }, whole)
    put({ outcome: 'partial' }, partial)
    put({ outcome: 'unavailable' }, unavailable)
    put({ outcome: 'condition-not-met' }, conditionNotMet)
    put({ outcome: 'too-many-waiting' }, tooManyWaiting)
  })
  counter(
    'millrace_queries_by_standby_total',
    'Questions that were answered with rows of a standby',
    () => queries.totals.byStandby,
  )
  counter(
    'millrace_queries_hedged_total',
    'Times that an instance was too slow, and those that follow it were asked beside it',
    () => queries.totals.hedged,
  )
  counter(
    'millrace_queries_retried_total',
    'Rounds of asking, after the first, for what was moving',
    () => queries.totals.retried,
  )
}
