import type { StoreSpec } from '../graph/storeSpec.ts'
import type { NodeProbe } from '../operators/nodeProbe.ts'
import type { NodeProbes } from '../operators/nodeProbes.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { Counters } from './counters.ts'
import type { FlowFigures, NodeFigures, StoreFigures, TopicFigures } from './flowFigures.ts'
import { storeHashes } from './storeHashes.ts'
import type { StoreReplica } from './storeReplica.ts'

export interface FlowParts {
  readonly now: number
  readonly probes: NodeProbes
  readonly counters: Counters
  readonly specs: ReadonlyMap<string, StoreSpec<unknown, unknown>>
  readonly active: readonly TaskStore[]
  readonly standby: readonly StoreReplica[]
  /** By `<store>_<partition>`. */
  readonly sizes: ReadonlyMap<string, number>
}

export function flowOf(parts: FlowParts): FlowFigures {
  return {
    at: parts.now,
    nodes: Object.fromEntries(parts.probes.all.map(probe => [probe.name, nodeFigures(probe)])),
    topics: topicFigures(parts.counters),
    stores: storeFigures(parts),
  }
}

const nodeFigures = ({ records, nanos, failed, failures }: NodeProbe): NodeFigures => ({
  records,
  nanos: Math.round(nanos),
  failures: failed,
  lastFailure: failures.at(-1) ?? null,
})

function topicFigures({ consumed, produced }: Counters): Readonly<Record<string, TopicFigures>> {
  const topics = [...new Set([...consumed.topics, ...produced.topics])].sort()
  return Object.fromEntries(
    topics.map(topic => {
      const taken = consumed.of(topic)
      const written = produced.of(topic)
      const figures: TopicFigures = {
        inRecords: taken.records,
        inBytes: taken.bytes,
        outRecords: written.records,
        outBytes: written.bytes,
      }
      return [topic, figures]
    }),
  )
}

function storeFigures({
  specs,
  active,
  standby,
  sizes,
}: Pick<FlowParts, 'specs' | 'active' | 'standby' | 'sizes'>): readonly StoreFigures[] {
  const running = new Map(active.map(store => [`${store.name}_${store.partition}`, store]))
  return storeHashes(specs, active, standby).map(({ store, partition, role, rows, hash }) => {
    const id = `${store}_${partition}`
    const here = role === 'active' ? running.get(id) : undefined
    return {
      store,
      partition,
      role,
      rows,
      hash,
      bytes: sizes.get(id) ?? null,
      cachedRows: here?.cache.size ?? 0,
      cachedBytes: Math.round(here?.cache.bytes ?? 0),
      uncommittedRows: here ? here.pending.size + here.sealed.size : 0,
      hits: here?.cache.hits ?? 0,
      misses: here?.cache.misses ?? 0,
    }
  })
}
