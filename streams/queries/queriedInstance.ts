import type { Topology } from '../graph/topology.ts'
import type { InstanceEndpoint } from './instanceEndpoint.ts'
import type { StoreView } from './storeView.ts'

/** What queries ask of the instance in this process: a KafkaStreams, or a stand-in. */
export interface QueriedInstance {
  readonly topology: Topology
  /** All instances of the application that can be reached, this one included or not. */
  endpoints(): readonly InstanceEndpoint[]
  store<K, V>(name: string): StoreView<K, V>
}
