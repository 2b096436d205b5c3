import type RocksDB from 'rocksdb-native'
import { after, join, type RocksKeys } from './rocksKeys.ts'
import { troubleOf } from './rocksTrouble.ts'
import type {
  KeyRange,
  PartitionKeys,
  PositionedValues,
  StateSnapshot,
  StoredRow,
  StorePosition,
} from './stateDatabase.ts'

/** Reads of one session of RocksDB: the database itself, or a snapshot of it. */
export class RocksReader implements StateSnapshot {
  readonly #db: RocksDB
  readonly #path: string
  readonly #keys: RocksKeys

  constructor(db: RocksDB, path: string, keys: RocksKeys) {
    this.#db = db
    this.#path = path
    this.#keys = keys
  }

  async get(
    store: string,
    partition: number,
    keys: readonly Uint8Array[],
  ): Promise<readonly (Buffer | null)[]> {
    if (keys.length === 0) return []
    const prefix = this.#keys.prefix(store, partition)
    return this.#values(keys.map(key => join(prefix, key)))
  }

  /** One batch of reads sees one moment: no commit comes in between. */
  async read(store: string, asked: readonly PartitionKeys[]): Promise<readonly PositionedValues[]> {
    const found = await this.#values(
      asked.flatMap(({ partition, keys }) => {
        const prefix = this.#keys.prefix(store, partition)
        return [this.#keys.position(store, partition), ...keys.map(key => join(prefix, key))]
      }),
    )
    let at = 0
    return asked.map(({ partition, keys }) => {
      const [stored, ...values] = found.slice(at, at + keys.length + 1)
      at += keys.length + 1
      return { values, position: stored ? this.#keys.decodePosition(store, partition, stored) : null }
    })
  }

  async range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]> {
    const prefix = this.#keys.prefix(store, partition)
    const limit = range.limit ?? -1
    const rows: StoredRow[] = []
    const iterator = this.#db.iterator(
      {
        gte: range.from ? join(prefix, range.from) : prefix,
        lt: range.to ? join(prefix, range.to) : after(prefix),
      },
      { reverse: range.reverse ?? false, limit, capacity: limit > 0 ? Math.min(limit, 512) : 512 },
    )
    try {
      for await (const { key, value } of iterator) rows.push({ key: key.subarray(prefix.length), value })
    } catch (error) {
      throw troubleOf(this.#path, error)
    }
    return rows
  }

  async position(store: string, partition: number): Promise<StorePosition | null> {
    const stored = await this.#db.get(this.#keys.position(store, partition)).catch(error => {
      throw troubleOf(this.#path, error)
    })
    return stored === null ? null : this.#keys.decodePosition(store, partition, stored)
  }

  async #values(keys: readonly Uint8Array[]): Promise<readonly (Buffer | null)[]> {
    const batch = this.#db.read({ capacity: keys.length })
    try {
      const values = keys.map(key => batch.get(key))
      batch.tryFlush()
      return await Promise.all(values)
    } catch (error) {
      throw troubleOf(this.#path, error)
    } finally {
      batch.destroy()
    }
  }

  close(): void {
    // The session lets go of its snapshot at once, or with the last read under way.
    void this.#db.close()
  }
}
