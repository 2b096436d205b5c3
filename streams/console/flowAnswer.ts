import type { Topology } from '../graph/topology.ts'
import type { FlowAnswer, FromInstance, InstanceFlow } from './answers.ts'
import { silentOf } from './instances.ts'
import { sumOf } from './sumOf.ts'

/** What the instances say of the flow, and their stores over all of them. */
export function flowAnswer(topology: Topology, instances: readonly FromInstance<InstanceFlow>[]): FlowAnswer {
  const isWhole = silentOf(instances).length === 0
  const parts = instances.flatMap(({ said }) => said?.stores ?? [])
  return {
    instances,
    stores: [...topology.stores.keys()].map(store => {
      const sum = isWhole ? sumOf(parts.filter(part => part.store === store)) : null
      return { store, rows: sum?.rows ?? null, hash: sum?.hash ?? null }
    }),
  }
}
