import type { GraphNode } from '../graph/node.ts'
import type { IndexDefinitions } from '../graph/storeIndex.ts'
import { keyValueStore } from '../graph/storeSpec.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GraphWriter } from './graphWriter.ts'
import { KTable } from './ktable.ts'

export interface MaterializedOptions<K, V> {
  /** Name of the store, and of its changelog topic `<applicationId>-<store>-changelog`. */
  readonly store: string
  readonly name?: string
  readonly key?: Serde<K>
  readonly value?: Serde<V>
  readonly engine?: 'rocksdb' | 'memory'
  /** How long a row lives by event time, ms; see StoreOptions. */
  readonly ttlMs?: number
  /** Keeps what rows were; see StoreOptions. */
  readonly versions?: { readonly keepMs: number }
  /** What queries find rows by beside their keys; see StoreOptions. */
  readonly indexes?: IndexDefinitions<V>
  /** False: its rows depend on more than the input; see StoreOptions. */
  readonly comparable?: boolean
  readonly changelogConfigs?: Readonly<Record<string, string>>
}

/** Adds a store and the step that fills it; returns the table. */
export function materialize<K, V>(
  graph: GraphWriter,
  options: MaterializedOptions<K, V> & { readonly key: Serde<K>; readonly value: Serde<V> },
  node: (store: string) => GraphNode,
): KTable<K, V> {
  graph.addStore(
    keyValueStore({
      name: options.store,
      key: options.key,
      value: options.value,
      engine: options.engine ?? 'rocksdb',
      ...(options.ttlMs === undefined ? {} : { ttlMs: options.ttlMs }),
      ...(options.versions ? { versions: options.versions } : {}),
      ...(options.indexes ? { indexes: options.indexes } : {}),
      comparable: options.comparable ?? true,
      ...(options.changelogConfigs ? { changelogConfigs: options.changelogConfigs } : {}),
    }) as never,
  )
  const name = graph.add(node(options.store))
  return new KTable(
    graph,
    name,
    { store: options.store, steps: [] },
    { key: options.key, value: options.value },
  )
}
