import type { Serde } from '../serdes/serde.ts'

/**
 * A key-value store, one part for each partition of the subtopology that uses it. Plain data; the runtime builds the store.
 */
export interface StoreSpec<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
  /** `rocksdb`: on disk, larger than memory. `memory`: rebuilt from its changelog at every start. */
  readonly engine: 'rocksdb' | 'memory'
  /**
   * `own`: a compacted topic `<applicationId>-<name>-changelog`. `source`: the table's source topic, byte for byte.
   * `none`: lost with the state directory.
   */
  readonly changelog:
    | { readonly kind: 'own'; readonly configs: Readonly<Record<string, string>> }
    | SourceChangelog
    | { readonly kind: 'none' }
}

export interface SourceChangelog {
  readonly kind: 'source'
  readonly topic: string
}

export interface StoreOptions<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
  readonly engine?: 'rocksdb' | 'memory'
  /** Default `own`. */
  readonly changelog?: 'own' | 'none'
  /** Topic configuration of its changelog, over the defaults (`cleanup.policy=compact`). */
  readonly changelogConfigs?: Readonly<Record<string, string>>
}

/** Describes a store for the Processor API. */
export function keyValueStore<K, V>(options: StoreOptions<K, V>): StoreSpec<K, V> {
  return Object.freeze({
    name: options.name,
    key: options.key,
    value: options.value,
    engine: options.engine ?? 'rocksdb',
    changelog:
      options.changelog === 'none'
        ? { kind: 'none' as const }
        : { kind: 'own' as const, configs: { 'cleanup.policy': 'compact', ...options.changelogConfigs } },
  })
}
