import type { StoreSpec } from '../graph/storeSpec.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'
import { decodeRow, timestampOf } from '../stores/storedValue.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { StandbyStore } from './standbyStore.ts'
import type { StoreSource } from './storeSource.ts'
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

/** A row with where it was read. */
export interface Read<V> {
  /** Undefined: there is no such row. */
  readonly value: V | undefined
  readonly source: StoreSource
}

/** What a view reads: the stores of tasks that run here, and those that follow tasks of other instances. */
export interface LocalStores {
  readonly active: readonly TaskStore[]
  readonly standby: readonly StandbyStore[]
}

interface Local {
  readonly partition: number
  readonly database: StateDatabase
  readonly standby: StandbyStore | null
  /** Whether the time of a row with this timestamp is over. */
  readonly isGone: (timestamp: number) => boolean
}

/**
 * Committed rows of one store on this instance: in the partitions it runs (active), and, some time behind, in those it is a
 * standby for. Reads do not block processing and never see what may yet be aborted.
 *
 * `get` asks the active partitions, then the standbys; `page` and `count` speak for the active ones; `at` chooses. Every
 * read throws StoreUnavailable while none of what it would ask is here.
 */
export class StoreView<K, V> {
  readonly #spec: StoreSpec<K, V>
  readonly #keys: KeyText<K>
  readonly #stores: () => LocalStores
  readonly #now: () => number
  readonly #chosen: readonly number[] | null

  constructor(
    spec: StoreSpec<K, V>,
    stores: () => LocalStores,
    now: () => number,
    chosen: readonly number[] | null = null,
  ) {
    this.#spec = spec
    this.#keys = keyText(spec.key)
    this.#stores = stores
    this.#now = now
    this.#chosen = chosen
  }

  /** The partitions this instance runs now. */
  get partitions(): readonly number[] {
    return this.#active().map(({ partition }) => partition)
  }

  /** The partitions that can be read here from a standby now, with their lag. */
  get standbys(): readonly StoreSource[] {
    return this.#standby().map(local => this.#sourceOf(local, local.standby!.position))
  }

  /** The same rows in these partitions alone, active or standby. Its reads throw StoreUnavailable when one of them is not here. */
  at(...partitions: readonly number[]): StoreView<K, V> {
    return new StoreView(this.#spec, this.#stores, this.#now, partitions)
  }

  async get(key: K): Promise<V | undefined> {
    const locals = this.#chosen ? this.#local() : this.#some([...this.#active(), ...this.#standby()])
    for (const local of locals) {
      const value = await this.#getFrom(local, key)
      if (value !== undefined) return value
    }
    return undefined
  }

  /**
   * One row of the partition that its key belongs to, with where it was read: the active store if the partition runs here,
   * else the standby. The row is as of `source.position` or later.
   */
  async read(key: K, partition: number): Promise<Read<V>> {
    const [local] = this.at(partition).#local()
    const position = local!.standby
      ? local!.standby.position
      : ((await local!.database.position(this.#spec.name, partition))?.offset ?? 0)
    return { value: await this.#getFrom(local!, key), source: this.#sourceOf(local!, position) }
  }

  /** Rows in the order of their keys, over the active partitions or those of `at`. Stable under writes: a page begins where the last one ended. */
  async page(options: PageOptions<K> = {}): Promise<Page<K, V>> {
    const limit = Math.min(1000, Math.max(1, options.limit ?? 100))
    const scan = Math.max(limit, options.scan ?? 10_000)
    const stores = this.#local()
    const rows: [K, V][] = []
    let after = options.after
    for (let looked = 0; looked < scan; ) {
      const step = Math.min(
        scan - looked,
        Math.max(limit - rows.length + 1, options.filter || this.#spec.ttlMs !== null ? 500 : 0),
      )
      const found = await this.#scan(stores, { ...options, ...(after === undefined ? {} : { after }) }, step)
      for (const { key, value: stored, isGone } of found) {
        if (isGone) continue
        const value = decodeRow(this.#spec.value as never, stored).value as V
        if (options.filter && !options.filter(value, key)) continue
        // One more row than asked for: there is a next page, and it begins after the last row of this one.
        if (rows.length === limit) return { rows, next: rows.at(-1)![0] }
        rows.push([key, value])
      }
      if (found.length < step) return { rows, next: null }
      looked += found.length
      after = found.at(-1)!.key
    }
    return { rows, next: after ?? null }
  }

  /** How many rows they have, by looking at each. */
  async count(): Promise<number> {
    let count = 0
    for (const store of this.#local()) {
      let from: Uint8Array | undefined
      for (;;) {
        const rows = await store.database.range(this.#spec.name, store.partition, { from, limit: 10_000 })
        for (const { value } of rows) if (!store.isGone(timestampOf(value))) count++
        if (rows.length < 10_000) break
        from = Buffer.concat([rows.at(-1)!.key, Buffer.from([0])])
      }
    }
    return count
  }

  async #scan(
    stores: readonly Local[],
    options: PageOptions<K>,
    limit: number,
  ): Promise<readonly { readonly key: K; readonly value: Buffer; readonly isGone: boolean }[]> {
    const parts = await Promise.all(
      stores.map(async store => {
        const from = this.#begin(options)
        const to = options.to === undefined ? undefined : this.#bytes(options.to)
        const rows = await store.database.range(this.#spec.name, store.partition, { from, to, limit })
        return rows.map(row => ({ ...row, isGone: store.isGone(timestampOf(row.value)) }))
      }),
    )
    return parts
      .flat()
      .sort((a, b) => Buffer.compare(a.key, b.key))
      .slice(0, limit)
      .map(row => ({ ...row, key: this.#keys.fromText(this.#keys.fromBytes(row.key)) as K }))
  }

  /** A place before the range, which nobody was given, does not lead out of it. */
  #begin({ from, after }: PageOptions<K>): Uint8Array | undefined {
    const low = from === undefined ? undefined : this.#bytes(from)
    if (after === undefined) return low
    const next = Buffer.concat([this.#bytes(after), Buffer.from([0])])
    return low !== undefined && Buffer.compare(low, next) > 0 ? low : next
  }

  async #getFrom({ database, partition, isGone }: Local, key: K): Promise<V | undefined> {
    const [stored] = await database.get(this.#spec.name, partition, [this.#bytes(key)])
    if (!stored || isGone(timestampOf(stored))) return undefined
    return decodeRow(this.#spec.value as never, stored).value as V
  }

  #bytes(key: K): Uint8Array {
    return this.#keys.toBytes(this.#keys.toText(key))
  }

  #active(): readonly Local[] {
    return this.#stores()
      .active.filter(store => store.name === this.#spec.name)
      .map(store => ({
        partition: store.partition,
        database: store.database,
        standby: null,
        isGone: (timestamp: number) => store.wasGone(timestamp),
      }))
      .sort((a, b) => a.partition - b.partition)
  }

  #standby(): readonly Local[] {
    return this.#stores()
      .standby.filter(store => store.name === this.#spec.name && store.isReadable)
      .map(store => ({
        partition: store.partition,
        database: store.database,
        standby: store,
        isGone: (timestamp: number) =>
          timestamp + (this.#spec.ttlMs ?? Number.POSITIVE_INFINITY) < store.streamTime,
      }))
      .sort((a, b) => a.partition - b.partition)
  }

  #local(): readonly Local[] {
    if (!this.#chosen) return this.#some(this.#active())
    const here = new Map([...this.#standby(), ...this.#active()].map(local => [local.partition, local]))
    return this.#chosen.map(partition => {
      const local = here.get(partition)
      if (!local) throw new StoreUnavailable(this.#spec.name, partition)
      return local
    })
  }

  #some(locals: readonly Local[]): readonly Local[] {
    if (locals.length === 0) throw new StoreUnavailable(this.#spec.name)
    return locals
  }

  #sourceOf({ partition, standby }: Local, position: number): StoreSource {
    if (!standby) return { role: 'active', partition, position, lag: 0, behindMs: 0 }
    const { currentAt, end } = standby
    const lag = Math.max(0, end - position)
    const behindMs = currentAt === null ? null : Math.max(0, this.#now() - currentAt)
    return { role: 'standby', partition, position, lag, behindMs }
  }
}
