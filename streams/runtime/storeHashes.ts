import type { StoreSpec } from '../graph/storeSpec.ts'
import type { RowsFigure } from '../stores/rowsHash.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { StoreHash } from './storeHash.ts'
import type { StoreReplica } from './storeReplica.ts'

/** What is known of the rows of one instance now, in the order of the topology's stores, then by partition. */
export function storeHashes(
  specs: ReadonlyMap<string, StoreSpec<unknown, unknown>>,
  active: readonly TaskStore[],
  standby: readonly StoreReplica[],
): readonly StoreHash[] {
  const hashes: StoreHash[] = [
    ...active.map(store => {
      const hasLog = store.spec.changelog.kind !== 'none'
      return hashOf(store, 'active', store.figure, hasLog ? store.position : null, store.spec.comparable)
    }),
    ...standby.map(store =>
      hashOf(store, 'standby', store.figure, store.position, specs.get(store.name)!.comparable),
    ),
  ]
  const order = [...specs.keys()]
  return hashes.sort((a, b) => order.indexOf(a.store) - order.indexOf(b.store) || a.partition - b.partition)
}

const hashOf = (
  { name, partition }: { readonly name: string; readonly partition: number },
  role: StoreHash['role'],
  figure: RowsFigure | null,
  offset: number | null,
  comparable: boolean,
): StoreHash => ({
  store: name,
  partition,
  role,
  rows: figure?.rows ?? null,
  hash: figure?.hash ?? null,
  offset,
  comparable,
})
