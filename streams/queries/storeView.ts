import type { StoreSpec } from '../graph/storeSpec.ts'
import { decodeRow } from '../stores/storedValue.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import { StoreUnavailable } from './storeUnavailable.ts'

export interface PageOptions<K> {
  /** Only keys from ≤ key < to. */
  readonly from?: K
  readonly to?: K
  /** Go on after this key: the `next` of the page before. */
  readonly after?: K
  /** At most so many rows; 1 to 1,000. Default 100. */
  readonly limit?: number
  /** Keeps a row on the page. At most `scan` rows are looked at; the page may then be short and still have a `next`. */
  readonly filter?: (value: unknown, key: unknown) => boolean
  /** Default 10,000. */
  readonly scan?: number
}

export interface Page<K, V> {
  readonly rows: readonly (readonly [K, V])[]
  /** Pass as `after` for what follows; null at the end. */
  readonly next: K | null
}

/**
 * Committed rows of one store, in the partitions this instance runs. Reads do not block processing and never see what
 * may yet be aborted. Throws StoreUnavailable while none of its partitions is here.
 */
export class StoreView<K, V> {
  readonly #spec: StoreSpec<K, V>
  readonly #stores: () => readonly TaskStore[]

  constructor(spec: StoreSpec<K, V>, stores: () => readonly TaskStore[]) {
    this.#spec = spec
    this.#stores = stores
  }

  /** The partitions this instance runs now. */
  get partitions(): readonly number[] {
    return this.#stores()
      .filter(store => store.name === this.#spec.name)
      .map(store => store.partition)
      .sort((a, b) => a - b)
  }

  async get(key: K): Promise<V | undefined> {
    for (const store of this.#local()) {
      const text = store.keys.toText(key)
      const [stored] = await store.database.get(store.name, store.partition, [store.keys.toBytes(text)])
      if (stored) return decodeRow(store.spec.value, stored).value as V
    }
    return undefined
  }

  /** Rows in the order of their keys, over all local partitions. Stable under writes: a page begins where the last one ended. */
  async page(options: PageOptions<K> = {}): Promise<Page<K, V>> {
    const limit = Math.min(1000, Math.max(1, options.limit ?? 100))
    const scan = Math.max(limit, options.scan ?? 10_000)
    const stores = this.#local()
    const rows: [K, V][] = []
    let after = options.after
    for (let looked = 0; looked < scan; ) {
      const step = Math.min(scan - looked, Math.max(limit - rows.length + 1, options.filter ? 500 : 0))
      const found = await this.#scan(stores, { ...options, ...(after === undefined ? {} : { after }) }, step)
      for (const [key, value] of found) {
        if (options.filter && !options.filter(value, key)) continue
        // One more row than asked for: there is a next page, and it begins after the last row of this one.
        if (rows.length === limit) return { rows, next: rows.at(-1)![0] }
        rows.push([key, value])
      }
      if (found.length < step) return { rows, next: null }
      looked += found.length
      after = found.at(-1)![0]
    }
    return { rows, next: after ?? null }
  }

  /** How many rows there are, by looking at each. */
  async count(): Promise<number> {
    let count = 0
    for (const store of this.#local()) {
      let from: Uint8Array | undefined
      for (;;) {
        const rows = await store.database.range(store.name, store.partition, { from, limit: 10_000 })
        count += rows.length
        if (rows.length < 10_000) break
        from = Buffer.concat([rows.at(-1)!.key, Buffer.from([0])])
      }
    }
    return count
  }

  async #scan(
    stores: readonly TaskStore[],
    options: PageOptions<K>,
    limit: number,
  ): Promise<readonly (readonly [K, V])[]> {
    const bytes = (store: TaskStore, key: K) => store.keys.toBytes(store.keys.toText(key))
    const parts = await Promise.all(
      stores.map(async store => {
        const from =
          options.after !== undefined
            ? Buffer.concat([bytes(store, options.after), Buffer.from([0])])
            : options.from !== undefined
              ? bytes(store, options.from)
              : undefined
        const to = options.to === undefined ? undefined : bytes(store, options.to)
        return store.database.range(store.name, store.partition, { from, to, limit })
      }),
    )
    const { keys } = stores[0]!
    return parts
      .flat()
      .sort((a, b) => Buffer.compare(a.key, b.key))
      .slice(0, limit)
      .map(({ key, value }) => [
        keys.fromText(keys.fromBytes(key)) as K,
        decodeRow(this.#spec.value as never, value).value as V,
      ])
  }

  #local(): readonly TaskStore[] {
    const stores = this.#stores().filter(store => store.name === this.#spec.name)
    if (stores.length === 0) throw new StoreUnavailable(this.#spec.name)
    return stores
  }
}
