import type { InstanceEndpoint, Page, PageOptions, State, StreamsStatus, Topology } from 'millrace'

/** What the API asks of the running application: a KafkaStreams, or a test's stand-in. */
export interface Instance {
  readonly state: State
  readonly topology: Topology
  status(): StreamsStatus
  endpoints(): readonly InstanceEndpoint[]
  store<K, V>(name: string): StoreReads<K, V>
}

/** A StoreView: committed rows of the partitions that are here. */
export interface StoreReads<K, V> {
  readonly partitions: readonly number[]
  get(key: K): Promise<V | undefined>
  page(options?: PageOptions<K>): Promise<Page<K, V>>
}
