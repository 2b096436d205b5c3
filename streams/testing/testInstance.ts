import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Topology } from '../graph/topology.ts'
import type { InstanceEndpoint } from '../queries/instanceEndpoint.ts'
import { partitioning } from '../queries/partitioning.ts'
import type { QueriedInstance } from '../queries/queriedInstance.ts'
import { StoreView } from '../queries/storeView.ts'
import { History } from '../stores/history.ts'
import { IndexEntries } from '../stores/indexEntries.ts'
import { keyText } from '../stores/keyText.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { encodeRow } from '../stores/storedValue.ts'

/**
 * An instance of an application for tests of queries: rows in memory, of which it is said to run some partitions and to follow
 * others. Nothing is processed and nobody is told of anything.
 */
export class TestInstance implements QueriedInstance {
  readonly topology: Topology
  readonly #count: number
  readonly #database = new MemoryDatabase()
  readonly #offsets = new Map<string, number>()
  /** By store, partition and key. */
  readonly #rows = new Map<string, unknown>()
  /** Partitions that are processed here. */
  partitions: readonly number[]
  /** The wall clock. */
  now = 0
  /** Partitions that are followed here, and the changes each lacks; it lacks one for 10 ms. */
  standbys: Readonly<Record<number, number>> = {}
  peers: readonly InstanceEndpoint[] = []

  /** All of so many partitions are processed here at first. */
  constructor(topology: Topology, partitions: number) {
    this.topology = topology
    this.#count = partitions
    this.partitions = Array.from({ length: partitions }, (_, partition) => partition)
  }

  /** Where a row lies: by its key where the store says how, else by the key's last character. */
  partitionOf(store: string, key: string): number {
    const known = partitioning(this.topology, store, this.#count)
    return known ? known(key) : (key.codePointAt(key.length - 1) ?? 0) % this.#count
  }

  /** Writes a row, or with null deletes it; its position is one further then. `timestamp`: event time of the change. */
  put(
    store: string,
    key: string,
    row: unknown,
    partition = this.partitionOf(store, key),
    timestamp = 0,
  ): this {
    const spec = this.#specOf(store)
    const bytes = keyText(spec.key).toBytes(key)
    const batch = this.#database.batch()
    const stored = row === null ? null : encodeRow(spec.value.serialize(row), timestamp)
    if (stored === null) batch.delete(store, partition, bytes)
    else batch.put(store, partition, bytes, stored)
    if (spec.historyMs !== null)
      new History(this.#database, store, partition).write(batch, bytes, timestamp, stored)
    const id = JSON.stringify([store, partition, key])
    IndexEntries.of(spec)?.change(batch, partition, bytes, this.#rows.get(id), row ?? undefined)
    this.#rows.set(id, row ?? undefined)
    const offset = (this.#offsets.get(`${store} ${partition}`) ?? 0) + 1
    this.#offsets.set(`${store} ${partition}`, offset)
    const history = spec.historyMs === null ? {} : { historySince: -1 }
    batch.setPosition(store, partition, { topic: store, topicId: store, offset, time: 0, ...history })
    // In memory that is done when it returns.
    void batch.write()
    return this
  }

  endpoints(): readonly InstanceEndpoint[] {
    return this.peers
  }

  store<K, V>(name: string): StoreView<K, V> {
    const spec = this.#specOf(name)
    const database = this.#database
    const local = (partition: number) => ({ name, partition, database })
    return new StoreView<K, V>(
      spec as never,
      () => ({
        active: this.partitions.map(partition => ({ ...local(partition), wasGone: () => false })),
        standby: Object.entries(this.standbys).map(([partition, lag]) => {
          const position = this.#offsets.get(`${name} ${partition}`) ?? 0
          const followed = { position, end: position + lag, currentAt: -10 * lag, streamTime: 0 }
          return { ...local(Number(partition)), ...followed, isReadable: true }
        }),
      }),
      () => this.now,
    )
  }

  #specOf(name: string): StoreSpec<unknown, unknown> {
    const spec = this.topology.stores.get(name)
    if (!spec) throw new Error(`The topology has no store "${name}"`)
    return spec
  }
}
