import { Counter, Gauge, type Registry } from 'prom-client'
import type { Instance } from '../instance.ts'
import { states } from './states.ts'

/** What status() knows, read at each scrape. */
export function statusMetrics(instance: Instance, registry: Registry): void {
  const registers = [registry]
  const gauge = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (set: (labels: Partial<Record<L, string>>, value: number) => void) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset()
        collect((labels, value) => this.set(labels as never, value))
      },
    })
  const counter = <const L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    collect: (set: (labels: Partial<Record<L, string>>, value: number) => void) => void,
  ) =>
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        this.reset()
        collect((labels, value) => this.inc(labels as never, value))
      },
    })
  const inputs = () => instance.status().tasks.flatMap(task => task.inputs)
  const labelsOf = ({ topic, partition }: { topic: string; partition: number }) => ({
    topic,
    partition: String(partition),
  })

  gauge('millrace_state', '1 for the state the instance is in', ['state'], set => {
    for (const state of states) set({ state }, state === instance.state ? 1 : 0)
  })
  gauge('millrace_tasks', 'Tasks that run here', [], set => set({}, instance.status().tasks.length))
  gauge(
    'millrace_input_lag_records',
    'Records of an input partition not yet processed',
    ['topic', 'partition'],
    set => {
      for (const input of inputs()) set(labelsOf(input), input.lag)
    },
  )
  gauge(
    'millrace_input_position',
    'Offset of the next record to process; its rate is the input’s',
    ['topic', 'partition'],
    set => {
      for (const input of inputs()) set(labelsOf(input), input.position)
    },
  )
  gauge(
    'millrace_restore_remaining_records',
    'Changelog offsets still to replay',
    ['store', 'partition'],
    set => {
      for (const { store, partition, at, to } of instance.status().restoring)
        set({ store, partition: String(partition) }, to - at)
    },
  )
  gauge('millrace_restore_rate', 'Changelog offsets replayed a second, all restores together', [], set =>
    set({}, instance.status().restoreTotal?.perSecond ?? 0),
  )
  counter('millrace_restored_records_total', 'Records replayed into stores of tasks that run here', [], set =>
    set({}, instance.status().totals.restored.records),
  )
  counter('millrace_restored_bytes_total', 'Bytes fetched for that', [], set =>
    set({}, instance.status().totals.restored.bytes),
  )
  gauge('millrace_standby_tasks', 'Tasks of other instances that are followed here', [], set =>
    set({}, instance.status().standbys.length),
  )
  const following = () =>
    instance.status().standbys.flatMap(({ stores }) =>
      stores.map(({ name, partition, lag, behindMs }) => ({
        labels: { store: name, partition: String(partition) },
        lag,
        behindMs,
      })),
    )
  gauge(
    'millrace_standby_lag_records',
    'Changelog offsets that a standby has not applied yet',
    ['store', 'partition'],
    set => {
      for (const { labels, lag } of following()) set(labels, lag)
    },
  )
  gauge(
    'millrace_standby_behind_seconds',
    'Since a standby was last known to be current',
    ['store', 'partition'],
    set => {
      for (const { labels, behindMs } of following()) if (behindMs !== null) set(labels, behindMs / 1000)
    },
  )
  gauge('millrace_memory_bytes', 'Bytes held, by what for', ['kind'], set => {
    for (const [kind, value] of Object.entries(instance.status().bytes)) set({ kind }, value)
  })
  gauge('millrace_memory_budget_bytes', 'Bytes that may be held, by what for', ['kind'], set => {
    for (const [kind, value] of Object.entries(instance.status().budget)) set({ kind }, value)
  })
  gauge('millrace_state_disk_bytes', 'Bytes of the state’s files', [], set => {
    const { disk } = instance.status()
    if (disk) set({}, disk.usedBytes)
  })
  gauge('millrace_disk_free_bytes', 'Bytes free on the disk of the state directory', [], set => {
    const { disk } = instance.status()
    if (disk) set({}, disk.freeBytes)
  })
  gauge('millrace_disk_low_bytes', 'Free bytes below which intake pauses', [], set => {
    const { disk } = instance.status()
    if (disk) set({}, disk.lowBytes)
  })
  gauge('millrace_paused', '1 while intake stands still', ['reason'], set => {
    set({ reason: 'disk-low' }, instance.status().paused?.reason === 'disk-low' ? 1 : 0)
  })
  counter(
    'millrace_records_consumed_total',
    'Records taken, by input or repartition topic',
    ['topic'],
    set => {
      for (const [topic, value] of Object.entries(instance.status().totals.consumed)) set({ topic }, value)
    },
  )
  counter('millrace_records_produced_total', 'Records committed, by topic', ['topic'], set => {
    for (const [topic, value] of Object.entries(instance.status().totals.produced)) set({ topic }, value)
  })
  counter('millrace_commits_total', 'Commits', [], set => set({}, instance.status().totals.commits))
  counter('millrace_recoveries_total', 'Transactions given up and begun again', [], set =>
    set({}, instance.status().totals.recoveries),
  )
}
