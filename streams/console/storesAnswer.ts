import type { Topology } from '../graph/topology.ts'
import type { FromInstance, StoreAnswer, StorePartition, StoresAnswer } from './answers.ts'
import { silentOf } from './instances.ts'
import type { LocalStore } from './localStores.ts'
import { sumOf } from './sumOf.ts'

/** Puts together what the instances say of their parts of every store. */
export function storesAnswer(
  topology: Topology,
  all: readonly FromInstance<readonly LocalStore[]>[],
): StoresAnswer {
  const parts = all.flatMap(({ instance, said }) => (said ?? []).map(part => ({ ...part, instance })))
  const unanswered = silentOf(all)
  return {
    unanswered,
    stores: topology.subtopologies.flatMap(({ id, stores }) =>
      stores.map(({ name }) =>
        storeOf(
          name,
          id,
          parts.filter(({ store }) => store === name),
          unanswered.length === 0,
        ),
      ),
    ),
  }
}

function storeOf(
  store: string,
  subtopology: string,
  parts: readonly (StorePartition & { readonly store: string })[],
  allAnswered: boolean,
): StoreAnswer {
  const partitions = parts
    .map(({ store: _, ...part }): StorePartition => part)
    .sort((a, b) => a.partition - b.partition || a.role.localeCompare(b.role))
  const active = partitions.filter(({ role }) => role === 'active')
  const sum = allAnswered ? sumOf(active) : null
  return {
    store,
    subtopology,
    rows: sum?.rows ?? null,
    hash: sum?.hash ?? null,
    bytes: active.every(({ bytes }) => bytes !== null)
      ? active.reduce((total, { bytes }) => total + bytes!, 0)
      : null,
    partitions,
  }
}
