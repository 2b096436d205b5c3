import type { StoreSpec } from '../graph/storeSpec.ts'
import type { Serde } from '../serdes/serde.ts'
import { History } from '../stores/history.ts'
import { endOfPrefix, greater, lesser } from '../stores/keyRange.ts'
import { type KeyText, keyText } from '../stores/keyText.ts'
import type { Row } from '../stores/row.ts'
import type { KeyRange, StateDatabase, StateReader, StateSnapshot } from '../stores/stateDatabase.ts'
import { decodeRow, timestampOf } from '../stores/storedValue.ts'
import { HistoryUnavailable } from './historyUnavailable.ts'
import { type IndexPageOptions, indexCount, indexPage } from './indexPage.ts'
import type { IndexRange } from './indexRange.ts'
import type { StandbyStore } from './standbyStore.ts'
import type { StoreSource } from './storeSource.ts'
import { StoreUnavailable } from './storeUnavailable.ts'

export interface PageOptions<K> {
  /** Only keys from ≤ key < to. */
  readonly from?: K
  readonly to?: K
  /** Only keys whose bytes begin with those of this one. */
  readonly prefix?: K
  /** Go on after this key: the `next` of the page before. */
  readonly after?: K
  /** At most so many rows; 1 to 1,000. Default 100. */
  readonly limit?: number
  /** The rows as they were at this moment, event time, of a store with `versions`. Default: as they are. */
  readonly at?: number
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

/** Several rows of one partition, all as of the position of the source. */
export interface ReadAll<V> {
  /** In the order of the keys; undefined: there is no such row. */
  readonly values: readonly (V | undefined)[]
  readonly source: StoreSource
}

/** A page by an index. */
export interface IndexPage<K, V> {
  /** In the order of their places. */
  readonly rows: readonly (readonly [key: K, value: V, place: string])[]
  /** Pass as `after` for what follows; null at the end. */
  readonly next: string | null
}

/** A page with where its rows were read: those of each partition are as of its position. */
export interface ReadPage<K, V> extends Page<K, V> {
  readonly sources: readonly StoreSource[]
}

/** A store partition whose task runs here. */
export interface ActiveStore {
  readonly name: string
  readonly partition: number
  readonly database: StateDatabase
  /** Whether the time of a row with this timestamp was over as of the last commit. */
  wasGone(timestamp: number): boolean
  /** The committed row of a key, as its text, where memory knows it; null: there is none. Undefined: the database is asked. */
  held?(text: string): Row | null | undefined
  /** How far the changelog is in what `held` tells. */
  readonly position?: number
}

/** What a view reads: the stores of tasks that run here, and those that follow tasks of other instances. */
export interface LocalStores {
  readonly active: readonly ActiveStore[]
  /** As of when nobody else can have run those tasks, wall clock; null or absent: as of now. */
  readonly ownedAt?: number | null
  readonly standby: readonly StandbyStore[]
}

interface Local<Database extends StateReader = StateDatabase> {
  readonly partition: number
  /** Of a task that runs here. */
  readonly active: ActiveStore | null
  readonly database: Database
  readonly standby: StandbyStore | null
  readonly ownedAt: number | null
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

  /** `at`: as it was at this moment, event time, of a store with `versions`; throws HistoryUnavailable where that is not known. */
  async get(key: K, { at }: { readonly at?: number } = {}): Promise<V | undefined> {
    const locals = this.#chosen ? this.#local() : this.#some([...this.#active(), ...this.#standby()])
    for (const local of locals) {
      const value = at === undefined ? await this.#getFrom(local, key) : await this.#getAsOf(local, key, at)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** One row of the partition that its key belongs to: from the active store if the partition runs here, else from the standby. */
  async read(key: K, partition: number): Promise<Read<V>> {
    const { values, source } = await this.readAll([key], partition)
    return { value: values[0], source }
  }

  /** Rows of one partition, as `read` has them, all as of one moment: of now, or of `at` as `get` has it. */
  async readAll(keys: readonly K[], partition: number, at?: number): Promise<ReadAll<V>> {
    if (at !== undefined) return this.at(partition).#readAllAsOf(keys, at)
    const [read] = await this.readEach([{ partition, keys }], true)
    if (!read) throw new StoreUnavailable(this.#spec.name, partition)
    return read
  }

  /** The same of several partitions, all as of one moment: of those that are here throughout, active or, if it will do, standby. */
  async readEach(
    asked: readonly { readonly partition: number; readonly keys: readonly K[] }[],
    standby: boolean,
  ): Promise<readonly ReadAll<V>[]> {
    const before = this.#stores()
    const found = asked.flatMap(each => {
      const local = this.#find(before, each.partition, standby)
      return local ? [{ ...each, local }] : []
    })
    if (found.length === 0) return []
    const held = this.#held(found)
    if (held) return held
    const read = await found[0]!.local.database.read(
      this.#spec.name,
      found.map(({ partition, keys }) => ({ partition, keys: keys.map(key => this.#bytes(key)) })),
    )
    const after = this.#stores()
    return found.flatMap(({ partition, local }, i) => {
      // One that was taken away meanwhile may have lost rows before they were read.
      if (!this.#find(after, partition, standby)) return []
      const { values, position } = read[i]!
      return [
        {
          values: values.map(stored => this.#decode(local, stored)),
          source: this.#sourceOf(local, position?.offset ?? 0),
        },
      ]
    })
  }

  /** All of it from memory, or null. What is there belongs to the processors: it is read back from its bytes, as from the database. */
  #held(
    asked: readonly { readonly partition: number; readonly keys: readonly K[]; readonly local: Local }[],
  ): readonly ReadAll<V>[] | null {
    const { value: serde } = this.#spec
    const read: ReadAll<V>[] = []
    for (const { keys, local } of asked) {
      const { active } = local
      if (!active?.held || active.position === undefined) return null
      const values: (V | undefined)[] = []
      for (const key of keys) {
        const row = active.held(this.#keys.toText(key))
        if (row === undefined) return null
        const isThere = row !== null && !local.isGone(row.timestamp)
        values.push(isThere ? copyOf(serde, row.value as V) : undefined)
      }
      read.push({ values, source: this.#sourceOf(local, active.position) })
    }
    return read
  }

  /**
   * Rows in the order of their keys, over the active partitions or those of `at`, as of one moment. Stable under writes: a page
   * begins where the last one ended.
   */
  page(options: PageOptions<K> = {}): Promise<Page<K, V>> {
    return this.#asOfNow(stores => this.#page(stores, options))
  }

  /** `page`, with where it was read. */
  readPage(options: PageOptions<K> = {}): Promise<ReadPage<K, V>> {
    return this.#asOfNow(async stores => {
      const [page, sources] = await Promise.all([this.#page(stores, options), this.#sources(stores)])
      return { ...page, sources }
    })
  }

  /**
   * Rows by an index of the store, in the order of their index keys, of the same by their own: over the active partitions or
   * those of `at`, index and rows as of one moment. Each row once, at the first of its keys that lies in the range. Stable
   * under writes. Rejects with PlaceRefused for an `after` of another range.
   */
  async indexPage(options: IndexPageOptions): Promise<IndexPage<K, V>> {
    const { rows, next } = await this.readIndexPage(options)
    return { rows, next }
  }

  /** `indexPage`, with where it was read. */
  readIndexPage(
    options: IndexPageOptions,
  ): Promise<IndexPage<K, V> & { readonly sources: readonly StoreSource[] }> {
    const keyOf = (bytes: Buffer) => this.#keys.fromText(this.#keys.fromBytes(bytes)) as K
    const { filter } = options
    const asked = filter
      ? { ...options, filter: (value: unknown, key: Buffer) => filter(value, keyOf(key)) }
      : options
    return this.#asOfNow(async stores => {
      const [{ rows, next }, sources] = await Promise.all([
        indexPage(this.#spec as StoreSpec<unknown, unknown>, stores, asked),
        this.#sources(stores),
      ])
      const shown = rows.map(({ key, value, place }) => [keyOf(key), value as V, place] as const)
      return { rows: shown, next, sources }
    })
  }

  /** How many rows they have, or have in a range of an index, as of one moment, by looking at each. */
  async count(by?: IndexRange): Promise<number> {
    return (await this.readCount(by)).count
  }

  /** `count`, with where it was read. */
  readCount(by?: IndexRange): Promise<{ readonly count: number; readonly sources: readonly StoreSource[] }> {
    return this.#asOfNow(async stores => {
      if (by) {
        const [count, sources] = await Promise.all([
          indexCount(this.#spec as StoreSpec<unknown, unknown>, stores, by),
          this.#sources(stores),
        ])
        return { count, sources }
      }
      let count = 0
      for (const store of stores) {
        let from: Uint8Array | undefined
        for (;;) {
          const rows = await store.database.range(this.#spec.name, store.partition, {
            from,
            limit: countStep,
          })
          for (const { value } of rows) if (!store.isGone(timestampOf(value))) count++
          if (rows.length < countStep) break
          from = Buffer.concat([rows.at(-1)!.key, Buffer.from([0])])
        }
      }
      return { count, sources: await this.#sources(stores) }
    })
  }

  async #page(stores: readonly Local<StateReader>[], options: PageOptions<K>): Promise<Page<K, V>> {
    const limit = Math.min(1000, Math.max(1, options.limit ?? 100))
    const scan = Math.max(limit, options.scan ?? 10_000)
    const isSieved = options.filter !== undefined || options.at !== undefined || this.#spec.ttlMs !== null
    const rows: [K, V][] = []
    let after = options.after
    for (let looked = 0; looked < scan; ) {
      const step = Math.min(scan - looked, Math.max(limit - rows.length + 1, isSieved ? 500 : 0))
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

  async #scan(
    stores: readonly Local<StateReader>[],
    options: PageOptions<K>,
    limit: number,
  ): Promise<readonly { readonly key: K; readonly value: Buffer; readonly isGone: boolean }[]> {
    const parts = await Promise.all(
      stores.map(async store => {
        const { from, to } = this.#bounds(options)
        if (options.at !== undefined) {
          const history = await this.#historyOf(store, options.at)
          const rows = await history.range({ from, to }, options.at, limit)
          return rows.map(({ key, value }) => ({ key, value: value ?? nothing, isGone: value === null }))
        }
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
  #bounds({ from, to, prefix, after }: PageOptions<K>): Pick<KeyRange, 'from' | 'to'> {
    const begins = [
      ...(from === undefined ? [] : [this.#bytes(from)]),
      ...(prefix === undefined ? [] : [this.#bytes(prefix)]),
      ...(after === undefined ? [] : [Buffer.concat([this.#bytes(after), Buffer.from([0])])]),
    ]
    const end = prefix === undefined ? undefined : endOfPrefix(this.#bytes(prefix))
    const ends = [...(to === undefined ? [] : [this.#bytes(to)]), ...(end === undefined ? [] : [end])]
    return {
      from: begins.length === 0 ? undefined : begins.reduce(greater),
      to: ends.length === 0 ? undefined : ends.reduce(lesser),
    }
  }

  async #getFrom(local: Local, key: K): Promise<V | undefined> {
    const [stored] = await local.database.get(this.#spec.name, local.partition, [this.#bytes(key)])
    return this.#decode(local, stored!)
  }

  async #readAllAsOf(keys: readonly K[], at: number): Promise<ReadAll<V>> {
    return this.#asOfNow(async ([store]) => {
      const values: (V | undefined)[] = []
      for (const key of keys) values.push(await this.#getAsOf(store!, key, at))
      const [source] = await this.#sources([store!])
      return { values, source: source! }
    })
  }

  async #getAsOf(store: Local<StateReader>, key: K, at: number): Promise<V | undefined> {
    const stored = await (await this.#historyOf(store, at)).get(this.#bytes(key), at)
    return stored === null ? undefined : (decodeRow(this.#spec.value as never, stored).value as V)
  }

  /** Throws HistoryUnavailable where a moment is not known. */
  async #historyOf({ database, partition }: Local<StateReader>, at: number): Promise<History<StateReader>> {
    const { name, historyMs } = this.#spec
    if (historyMs === null) throw new HistoryUnavailable(name, at, null)
    const position = await database.position(name, partition)
    const since = Math.max(position?.historySince ?? -1, this.#now() - historyMs)
    if (!(at >= since)) throw new HistoryUnavailable(name, at, since)
    return new History(database, name, partition)
  }

  #decode({ isGone }: Local, stored: Buffer | null): V | undefined {
    if (!stored || isGone(timestampOf(stored))) return undefined
    return decodeRow(this.#spec.value as never, stored).value as V
  }

  /** Reads what is committed by now, however long it takes. */
  async #asOfNow<T>(read: (stores: readonly Local<StateReader>[]) => Promise<T>): Promise<T> {
    const locals = this.#local()
    const snapshots = new Map<StateDatabase, StateSnapshot>()
    try {
      for (const { database } of locals)
        if (!snapshots.has(database)) snapshots.set(database, database.snapshot())
      return await read(locals.map(local => ({ ...local, database: snapshots.get(local.database)! })))
    } finally {
      for (const snapshot of snapshots.values()) snapshot.close()
    }
  }

  #sources(stores: readonly Local<StateReader>[]): Promise<readonly StoreSource[]> {
    return Promise.all(
      stores.map(async store => {
        const position = await store.database.position(this.#spec.name, store.partition)
        return this.#sourceOf(store, position?.offset ?? 0)
      }),
    )
  }

  #bytes(key: K): Uint8Array {
    return this.#keys.toBytes(this.#keys.toText(key))
  }

  #active(): readonly Local[] {
    const { active, ownedAt } = this.#stores()
    return active
      .filter(store => store.name === this.#spec.name)
      .map(store => this.#activeOf(store, ownedAt))
      .sort((a, b) => a.partition - b.partition)
  }

  #standby(): readonly Local[] {
    return this.#stores()
      .standby.filter(store => store.name === this.#spec.name && store.isReadable)
      .map(store => this.#standbyOf(store))
      .sort((a, b) => a.partition - b.partition)
  }

  #activeOf(store: ActiveStore, ownedAt: number | null = null): Local {
    const { partition, database } = store
    const isGone = (timestamp: number) => store.wasGone(timestamp)
    return { partition, database, active: store, standby: null, ownedAt, isGone }
  }

  #standbyOf(store: StandbyStore): Local {
    const { partition, database } = store
    const ttlMs = this.#spec.ttlMs ?? Number.POSITIVE_INFINITY
    const isGone = (timestamp: number) => timestamp + ttlMs < store.streamTime
    return { partition, database, active: null, standby: store, ownedAt: null, isGone }
  }

  #find({ active, standby, ownedAt }: LocalStores, partition: number, mayBeStandby: boolean): Local | null {
    const { name } = this.#spec
    for (const store of active)
      if (store.partition === partition && store.name === name) return this.#activeOf(store, ownedAt)
    if (!mayBeStandby) return null
    for (const store of standby)
      if (store.partition === partition && store.name === name && store.isReadable)
        return this.#standbyOf(store)
    return null
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

  #sourceOf({ partition, standby, ownedAt }: Local<StateReader>, position: number): StoreSource {
    if (!standby) {
      const behindMs = ownedAt === null ? 0 : Math.max(0, this.#now() - ownedAt)
      return { role: 'active', partition, position, lag: 0, behindMs }
    }
    const { currentAt, end } = standby
    const lag = Math.max(0, end - position)
    const behindMs = currentAt === null ? null : Math.max(0, this.#now() - currentAt)
    return { role: 'standby', partition, position, lag, behindMs }
  }
}

const nothing = Buffer.alloc(0)

const copyOf = <V>(serde: Serde<V>, value: V): V =>
  serde.format === 'text'
    ? serde.deserialize(serde.serialize(value))
    : serde.deserialize(Buffer.from(serde.serialize(value)))

/** Rows that a count looks at before others get a turn. */
const countStep = 2_000
