import type { FlowFigures } from 'millrace'
import type { Registry } from 'prom-client'
import type { Instance } from '../instance.ts'
import { onceATurn } from './onceATurn.ts'
import { scraped } from './scraped.ts'

/** What passed through the steps of the topology, read at each scrape. */
export function flowMetrics(
  instance: Pick<Instance, 'flow'>,
  registry: Registry,
  partitionSeries: number,
): void {
  const { counterBy, gaugeByPartition } = scraped(registry, partitionSeries)
  const flow = onceATurn((): FlowFigures => instance.flow())
  const byNode = (name: string, help: string, of: (figures: FlowFigures['nodes'][string]) => number) =>
    counterBy(name, help, ['node'], put => {
      for (const [node, figures] of Object.entries(flow().nodes)) put({ node }, of(figures))
    })
  byNode('millrace_node_records_total', 'Records that came to a step', each => each.records)
  byNode(
    'millrace_node_seconds_total',
    'Time that a step took of its own, estimated from some of its records',
    each => each.nanos / 1e9,
  )
  byNode('millrace_node_failures_total', 'Records that failed at a step', each => each.failures)
  gaugeByPartition(
    'millrace_store_disk_bytes',
    'Bytes of a store partition that runs here, by the database’s estimate',
    ['store'],
    'sum',
    put => {
      for (const { store, partition, role, bytes } of flow().stores)
        if (role === 'active' && bytes !== null) put({ store, partition: String(partition) }, bytes)
    },
  )
}
