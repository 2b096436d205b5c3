import type { StoreSpec } from '../graph/storeSpec.ts'
import { storesOfNode } from '../graph/storesOfNode.ts'
import type { Topology } from '../graph/topology.ts'
import { keyText } from '../stores/keyText.ts'
import { partitionForKey } from '../wire/records/partitioner.ts'

/** The partition of a row, by its key as `keyText` has it. */
export type PartitionOf = (key: string) => number

/**
 * How the rows of a store are spread; null where that is not known: where the store does not say, and is not kept by the DSL
 * under the keys of repartition topics, which millrace itself writes.
 */
export function partitioning(topology: Topology, store: string, partitions: number): PartitionOf | null {
  const spec = topology.stores.get(store) as StoreSpec<unknown, unknown>
  const text = keyText(spec.key)
  const { partitionKey } = spec
  if (partitionKey) return key => partitionForKey(partitionKey(text.fromText(key) as never), partitions)
  const part = topology.subtopologies.find(({ stores }) => stores.includes(spec))
  const users = part?.nodes.filter(node => storesOfNode(node).includes(store)) ?? []
  const isKeyedAsRead = users.length > 0 && users.every(({ kind }) => kind !== 'process')
  if (!isKeyedAsRead || !part!.sources.every(({ internal }) => internal)) return null
  return key => partitionForKey(text.toBytes(key), partitions)
}
