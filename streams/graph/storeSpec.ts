import type { Serde } from '../serdes/serde.ts'
import { type IndexDefinitions, type StoreIndex, storeIndexes } from './storeIndex.ts'
import { TopologyError } from './topologyError.ts'

/**
 * A key-value store, one part for each partition of the subtopology that uses it. Plain data; the runtime builds the store.
 */
export interface StoreSpec<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
  /** `rocksdb`: on disk, larger than memory. `memory`: rebuilt from its changelog at every start. */
  readonly engine: 'rocksdb' | 'memory'
  /** A row that was written more than so much stream time ago is gone; null: rows stay until they are deleted. */
  readonly ttlMs: number | null
  /** The record key that leads to a row, serialised; null: not known. */
  readonly partitionKey: ((key: never) => string | Uint8Array) | null
  /** How far back in event time queries can ask for its rows as they were, ms; null: its rows are what they are now. */
  readonly historyMs: number | null
  /** What its rows are found by beside their keys. */
  readonly indexes: readonly StoreIndex[]
  /** Whether its rows are a function of the input: two runs over the same input then have the same. */
  readonly comparable: boolean
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
  /**
   * How long a row lives by event time, ms: once the task's stream time is past the row's timestamp by more, it is gone
   * for processors and queries alike, and is deleted from database and changelog some time later. Nothing is told
   * downstream. Default: until it is deleted.
   */
  readonly ttlMs?: number
  /**
   * Keeps what rows were: queries can ask for them as of any moment (`at`) of the last `keepMs`. Each change is a version, also
   * within one commit, as of the task's event time then, so what is late shows from when it was known, never before. Costs a
   * second copy of the rows, and as many changes as there are in `keepMs`, in the database and in the changelog.
   */
  readonly versions?: { readonly keepMs: number }
  /**
   * What queries find rows by beside their keys, by name: `{ byPatient: row => row.patientId }`. Kept in the commits of the
   * rows, by all engines and on standbys alike; entries have no changelog: they follow from the rows.
   */
  readonly indexes?: IndexDefinitions<V>
  /**
   * The key of the records that write a row, serialised, from the row's own key: `key => key.split('|')[0]`. All inputs of the
   * task must be partitioned by it as Kafka's default partitioner does, which repartition topics are. Queries for a key
   * then ask the one instance that has its partition, and take its word that there is no row. Default: they ask all.
   */
  readonly partitionKey?: (key: K) => string | Uint8Array
  /**
   * False says that its rows depend on more than the input, such as the order in which partitions came: that they differ between two runs
   * is no error then. Default true.
   */
  readonly comparable?: boolean
  /** Default `own`. */
  readonly changelog?: 'own' | 'none'
  /** Topic configuration of its changelog, over the defaults (`cleanup.policy=compact`). */
  readonly changelogConfigs?: Readonly<Record<string, string>>
}

/** Describes a store for the Processor API. Throws TopologyError for a ttl, versions or an index that are none. */
export function keyValueStore<K, V>(options: StoreOptions<K, V>): StoreSpec<K, V> {
  const ttlMs = options.ttlMs ?? null
  if (ttlMs !== null && !(Number.isSafeInteger(ttlMs) && ttlMs > 0)) {
    throw new TopologyError(
      `Store "${options.name}": ttlMs ${ttlMs} must be a whole number of milliseconds, 1 at least.`,
    )
  }
  const historyMs = options.versions?.keepMs ?? null
  if (historyMs !== null) checkHistory(options, historyMs)
  return Object.freeze({
    name: options.name,
    key: options.key,
    value: options.value,
    engine: options.engine ?? 'rocksdb',
    ttlMs,
    historyMs,
    partitionKey: options.partitionKey ?? null,
    indexes: storeIndexes(options.name, options.indexes ?? {}),
    comparable: options.comparable ?? true,
    changelog:
      options.changelog === 'none'
        ? { kind: 'none' as const }
        : {
            kind: 'own' as const,
            configs: {
              'cleanup.policy': 'compact',
              // A restored row is as old as it was, whatever the brokers' default.
              ...((ttlMs ?? historyMs) !== null && { 'message.timestamp.type': 'CreateTime' }),
              ...(historyMs !== null && { [compactionLag]: String(compactionLagFor(historyMs)) }),
              ...options.changelogConfigs,
            },
          },
  })
}

export const compactionLag = 'min.compaction.lag.ms'

/** A changelog must not be compacted sooner: a restore would lack versions. A day more is for clocks and for segments. */
export const compactionLagFor = (historyMs: number): number => historyMs + 86_400_000

type HistoryOptions = Pick<StoreOptions<never, never>, 'name' | 'ttlMs' | 'changelog' | 'changelogConfigs'>

function checkHistory({ name, ttlMs, changelog, changelogConfigs = {} }: HistoryOptions, keepMs: number) {
  const refuse = (why: string) => {
    throw new TopologyError(`Store "${name}": ${why}.`)
  }
  if (!(Number.isSafeInteger(keepMs) && keepMs > 0))
    refuse(`versions.keepMs ${keepMs} must be a whole number of milliseconds, 1 at least`)
  if (ttlMs !== undefined) refuse('versions and ttlMs do not go together')
  if (changelog === 'none') refuse('versions need a changelog')
  const most = changelogConfigs['max.compaction.lag.ms']
  if (most !== undefined && Number(most) < compactionLagFor(keepMs))
    refuse(
      `max.compaction.lag.ms=${most} would have versions compacted away that versions.keepMs ${keepMs} promises: ` +
        `${compactionLagFor(keepMs)} at least`,
    )
}
