import type { StorePartition } from './answers.ts'
import type { ConsoleInstance } from './consoleOptions.ts'

export type LocalStore = Omit<StorePartition, 'instance'> & { readonly store: string }

/** The store partitions that this instance has. */
export function localStores(streams: ConsoleInstance): readonly LocalStore[] {
  const offsets = new Map(
    streams.hashes().map(({ store, partition, offset }) => [`${store} ${partition}`, offset] as const),
  )
  return streams.flow().stores.map(each => ({
    store: each.store,
    partition: each.partition,
    role: each.role,
    rows: each.rows,
    hash: each.hash,
    offset: offsets.get(`${each.store} ${each.partition}`) ?? null,
    bytes: each.bytes,
    cachedRows: each.cachedRows,
    hits: each.hits,
    misses: each.misses,
  }))
}
