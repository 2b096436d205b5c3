import type { Registry } from 'prom-client'
import type { Trail } from '../trail/trail.ts'
import { scraped } from './scraped.ts'

/** What the audit trail has, read at each scrape. */
export function trailMetrics(trail: Pick<Trail, 'counts'>, registry: Registry): void {
  const { counterBy, gauge } = scraped(registry)
  gauge(
    'cabinet_audit_trail_waiting',
    'Lines of the audit trail that wait to be written',
    () => trail.counts.waiting,
  )
  counterBy(
    'cabinet_audit_trail_lines_total',
    'Lines of the audit trail: written, or lost because too many waited',
    ['outcome'],
    put => {
      const { written, lost } = trail.counts
      put({ outcome: 'written' }, written)
      put({ outcome: 'lost' }, lost)
    },
  )
}
