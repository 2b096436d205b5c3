import type { Registry } from 'prom-client'
import type { Instance } from '../instance.ts'
import { onceATurn } from './onceATurn.ts'
import { scraped } from './scraped.ts'
import { states } from './states.ts'

/** What status() knows, read at each scrape. */
export function statusMetrics(
  instance: Pick<Instance, 'state' | 'status'>,
  registry: Registry,
  partitionSeries: number,
): void {
  const status = onceATurn(() => instance.status())
  const { counter, counterBy, gauge, gaugeBy, gaugeByPartition } = scraped(registry, partitionSeries)
  const inputs = () => status().tasks.flatMap(task => task.inputs)
  const labelsOf = ({ topic, partition }: { topic: string; partition: number }) => ({
    topic,
    partition: String(partition),
  })

  gaugeBy('millrace_state', '1 for the state the instance is in', ['state'], put => {
    for (const state of states) put({ state }, state === instance.state ? 1 : 0)
  })
  gauge('millrace_tasks', 'Tasks that run here', () => status().tasks.length)
  gaugeByPartition(
    'millrace_input_lag_records',
    'Records of an input partition not yet processed',
    ['topic'],
    'sum',
    put => {
      for (const input of inputs()) put(labelsOf(input), input.lag)
    },
  )
  gaugeByPartition(
    'millrace_input_position',
    'Offset of the next record to process; its rate is the input’s',
    ['topic'],
    'sum',
    put => {
      for (const input of inputs()) put(labelsOf(input), input.position)
    },
  )
  gaugeByPartition(
    'millrace_restore_remaining_records',
    'Changelog offsets still to replay',
    ['store'],
    'sum',
    put => {
      for (const { store, partition, at, to } of status().restoring)
        put({ store, partition: String(partition) }, to - at)
    },
  )
  gauge(
    'millrace_restore_rate',
    'Changelog offsets replayed a second, all restores together',
    () => status().restoreTotal?.perSecond ?? 0,
  )
  counter(
    'millrace_restored_records_total',
    'Records replayed into stores of tasks that run here',
    () => status().totals.restored.records,
  )
  counter('millrace_restored_bytes_total', 'Bytes fetched for that', () => status().totals.restored.bytes)
  gauge(
    'millrace_standby_tasks',
    'Tasks of other instances that are followed here',
    () => status().standbys.length,
  )
  const following = () =>
    status().standbys.flatMap(({ stores }) =>
      stores.map(({ name, partition, lag, behindMs }) => ({
        labels: { store: name, partition: String(partition) },
        lag,
        behindMs,
      })),
    )
  gaugeByPartition(
    'millrace_standby_lag_records',
    'Changelog offsets that a standby has not applied yet',
    ['store'],
    'sum',
    put => {
      for (const { labels, lag } of following()) put(labels, lag)
    },
  )
  gaugeByPartition(
    'millrace_standby_behind_seconds',
    'Since a standby was last known to be current',
    ['store'],
    'most',
    put => {
      for (const { labels, behindMs } of following()) if (behindMs !== null) put(labels, behindMs / 1000)
    },
  )
  gaugeBy('millrace_memory_bytes', 'Bytes held, by what for', ['kind'], put => {
    for (const [kind, value] of Object.entries(status().bytes)) put({ kind }, value)
  })
  gaugeBy('millrace_memory_budget_bytes', 'Bytes that may be held, by what for', ['kind'], put => {
    for (const [kind, value] of Object.entries(status().budget)) put({ kind }, value)
  })
  gauge('millrace_state_disk_bytes', 'Bytes of the state’s files', () => status().disk?.usedBytes ?? 0)
  gauge(
    'millrace_disk_free_bytes',
    'Bytes free on the disk of the state directory',
    () => status().disk?.freeBytes ?? 0,
  )
  gauge('millrace_disk_low_bytes', 'Free bytes below which intake pauses', () => status().disk?.lowBytes ?? 0)
  gaugeBy('millrace_paused', '1 while intake stands still', ['reason'], put => {
    put({ reason: 'disk-low' }, status().paused?.reason === 'disk-low' ? 1 : 0)
  })
  counterBy(
    'millrace_records_consumed_total',
    'Records taken, by input or repartition topic',
    ['topic'],
    put => {
      for (const [topic, value] of Object.entries(status().totals.consumed)) put({ topic }, value)
    },
  )
  counterBy('millrace_records_produced_total', 'Records committed, by topic', ['topic'], put => {
    for (const [topic, value] of Object.entries(status().totals.produced)) put({ topic }, value)
  })
  counterBy(
    'millrace_consumed_bytes_total',
    'Bytes of the records taken, by input or repartition topic',
    ['topic'],
    put => {
      for (const [topic, value] of Object.entries(status().totals.consumedBytes)) put({ topic }, value)
    },
  )
  counterBy('millrace_produced_bytes_total', 'Bytes of the records committed, by topic', ['topic'], put => {
    for (const [topic, value] of Object.entries(status().totals.producedBytes)) put({ topic }, value)
  })
  counter(
    'millrace_cache_hits_total',
    'Rows that processing asked for and found in memory',
    () => status().totals.cache.hits,
  )
  counter(
    'millrace_cache_misses_total',
    'Rows that processing asked for and the database was read for',
    () => status().totals.cache.misses,
  )
  counter('millrace_commits_total', 'Commits', () => status().totals.commits)
  counter(
    'millrace_transaction_aborts_total',
    'Transactions that were given up with something in them',
    () => status().totals.aborts,
  )
  counter(
    'millrace_recoveries_total',
    'Transactions given up and begun again',
    () => status().totals.recoveries,
  )
}
