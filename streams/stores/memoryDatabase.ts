import { historyStore } from './historyStore.ts'
import { indexStore } from './indexStore.ts'
import type {
  KeyRange,
  PartitionKeys,
  PositionedValues,
  StateBatch,
  StateDatabase,
  StateSnapshot,
  StoredRow,
  StorePosition,
} from './stateDatabase.ts'

/** State in memory: for tests, and for stores that are rebuilt at every start. */
export class MemoryDatabase implements StateDatabase {
  readonly #stores: Map<string, Map<string, StoredRow>>
  readonly #positions: Map<string, StorePosition>
  /** Maps that a snapshot shows: copied before they are changed. */
  readonly #shared = new WeakSet<Map<string, StoredRow>>()

  constructor(
    stores: ReadonlyMap<string, Map<string, StoredRow>> = new Map(),
    positions: ReadonlyMap<string, StorePosition> = new Map(),
  ) {
    this.#stores = new Map(stores)
    this.#positions = new Map(positions)
  }

  async get(
    store: string,
    partition: number,
    keys: readonly Uint8Array[],
  ): Promise<readonly (Buffer | null)[]> {
    const rows = this.#stores.get(id(store, partition))
    return keys.map(key => rows?.get(textOf(key))?.value ?? null)
  }

  async range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]> {
    const rows = [...(this.#stores.get(id(store, partition))?.values() ?? [])]
      .filter(row => isWithin(row.key, range))
      .sort((a, b) => Buffer.compare(a.key, b.key))
    if (range.reverse) rows.reverse()
    return range.limit === undefined ? rows : rows.slice(0, range.limit)
  }

  async position(store: string, partition: number): Promise<StorePosition | null> {
    return this.#positions.get(id(store, partition)) ?? null
  }

  async read(store: string, asked: readonly PartitionKeys[]): Promise<readonly PositionedValues[]> {
    return asked.map(({ partition, keys }) => {
      const rows = this.#stores.get(id(store, partition))
      return {
        values: keys.map(key => rows?.get(textOf(key))?.value ?? null),
        position: this.#positions.get(id(store, partition)) ?? null,
      }
    })
  }

  async positions() {
    return [...this.#positions].map(([key, position]) => {
      const [store, partition] = JSON.parse(key) as [string, number]
      return { ...position, store, partition }
    })
  }

  batch(): StateBatch {
    const changes: (() => void)[] = []
    return {
      put: (store, partition, key, value) => {
        const row = { key: Buffer.from(key), value: Buffer.from(value) }
        changes.push(() => this.#written(store, partition).set(textOf(key), row))
      },
      delete: (store, partition, key) => {
        changes.push(() => this.#written(store, partition).delete(textOf(key)))
      },
      deleteRange: (store, partition, range) => {
        changes.push(() => {
          const rows = this.#written(store, partition)
          for (const [text, { key }] of rows) if (isWithin(key, range)) rows.delete(text)
        })
      },
      setPosition: (store, partition, position) => {
        changes.push(() => this.#positions.set(id(store, partition), position))
      },
      write: async () => {
        for (const change of changes) change()
      },
    }
  }

  async drop(store: string, partition: number): Promise<void> {
    this.#positions.delete(id(store, partition))
    this.#stores.delete(id(store, partition))
    this.#stores.delete(id(indexStore(store), partition))
    this.#stores.delete(id(historyStore(store), partition))
  }

  snapshot(): StateSnapshot {
    for (const rows of this.#stores.values()) this.#shared.add(rows)
    const copy = new MemoryDatabase(this.#stores, this.#positions)
    let isClosed = false
    const read = async <T>(what: () => Promise<T>) => {
      if (isClosed) throw new Error('The snapshot is closed')
      return what()
    }
    return {
      get: (...of) => read(() => copy.get(...of)),
      range: (...of) => read(() => copy.range(...of)),
      position: (...of) => read(() => copy.position(...of)),
      read: (...of) => read(() => copy.read(...of)),
      close: () => {
        isClosed = true
      },
    }
  }

  async close(): Promise<void> {}

  #written(store: string, partition: number): Map<string, StoredRow> {
    const key = id(store, partition)
    const rows = this.#stores.get(key)
    if (rows && !this.#shared.has(rows)) return rows
    const own = new Map(rows)
    this.#stores.set(key, own)
    return own
  }
}

const isWithin = (key: Buffer, { from, to }: KeyRange) =>
  (from === undefined || Buffer.compare(key, from) >= 0) && (to === undefined || Buffer.compare(key, to) < 0)
const id = (store: string, partition: number) => JSON.stringify([store, partition])
const textOf = (key: Uint8Array) => Buffer.from(key.buffer, key.byteOffset, key.byteLength).latin1Slice()
