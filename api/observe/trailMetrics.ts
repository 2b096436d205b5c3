import { Counter, Gauge, type Registry } from 'prom-client'
import type { Trail } from '../trail/trail.ts'

/** What the audit trail has, read at each scrape. */
export function trailMetrics(trail: Pick<Trail, 'counts'>, registry: Registry): void {
  const registers = [registry]
  new Gauge({
    name: 'cabinet_audit_trail_waiting',
    help: 'Lines of the audit trail that wait to be written',
    registers,
    collect() {
      this.set(trail.counts.waiting)
    },
  })
  new Counter({
    name: 'cabinet_audit_trail_lines_total',
    help: 'Lines of the audit trail: written, or lost because too many waited',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { written, lost } = trail.counts
      this.reset()
      this.inc({ outcome: 'written' }, written)
      this.inc({ outcome: 'lost' }, lost)
    },
  })
}
