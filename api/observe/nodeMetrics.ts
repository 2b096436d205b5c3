import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Sums of others beside them, and named against Prometheus' rules. */
const leftOut = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** Of the process and of Node: memory, CPU, event loop, garbage collection. */
export function nodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of leftOut) registry.removeSingleMetric(name)
}
