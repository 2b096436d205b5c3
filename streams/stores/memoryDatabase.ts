import type { KeyRange, StateBatch, StateDatabase, StoredRow, StorePosition } from './stateDatabase.ts'

/** State in memory: for tests, and for stores that are rebuilt at every start. */
export class MemoryDatabase implements StateDatabase {
  readonly #stores = new Map<string, Map<string, StoredRow>>()
  readonly #positions = new Map<string, StorePosition>()

  async get(
    store: string,
    partition: number,
    keys: readonly Uint8Array[],
  ): Promise<readonly (Buffer | null)[]> {
    const rows = this.#rows(store, partition)
    return keys.map(key => rows.get(textOf(key))?.value ?? null)
  }

  async range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]> {
    const rows = [...this.#rows(store, partition).values()]
      .filter(row => range.from === undefined || Buffer.compare(row.key, range.from) >= 0)
      .filter(row => range.to === undefined || Buffer.compare(row.key, range.to) < 0)
      .sort((a, b) => Buffer.compare(a.key, b.key))
    if (range.reverse) rows.reverse()
    return range.limit === undefined ? rows : rows.slice(0, range.limit)
  }

  async position(store: string, partition: number): Promise<StorePosition | null> {
    return this.#positions.get(id(store, partition)) ?? null
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
        changes.push(() => this.#rows(store, partition).set(textOf(key), row))
      },
      delete: (store, partition, key) => {
        changes.push(() => this.#rows(store, partition).delete(textOf(key)))
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
  }

  async close(): Promise<void> {}

  #rows(store: string, partition: number): Map<string, StoredRow> {
    const key = id(store, partition)
    let rows = this.#stores.get(key)
    if (!rows) {
      rows = new Map()
      this.#stores.set(key, rows)
    }
    return rows
  }
}

const id = (store: string, partition: number) => JSON.stringify([store, partition])
const textOf = (key: Uint8Array) => Buffer.from(key.buffer, key.byteOffset, key.byteLength).latin1Slice()
