import type { InstanceEndpoint, Page, PageOptions, State, StreamsStatus, Topology } from 'millrace'

/** What the API asks of the running application: a KafkaStreams, or a test's stand-in. */
export interface Instance {
  readonly state: State
  readonly topology: Topology
  status(): StreamsStatus
  endpoints(): readonly InstanceEndpoint[]
  store<K, V>(name: string): StoreReads<K, V>
}

/** A StoreView: committed rows of the partitions that run here, or that are followed here. */
export interface StoreReads<K, V> {
  readonly partitions: readonly number[]
  readonly standbys: readonly {
    readonly partition: number
    readonly lag: number
    readonly behindMs: number | null
  }[]
  at(...partitions: readonly number[]): Pick<StoreReads<K, V>, 'get' | 'page'>
  get(key: K): Promise<V | undefined>
  page(options?: PageOptions<K>): Promise<Page<K, V>>
}
