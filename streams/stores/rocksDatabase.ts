import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import RocksDB from 'rocksdb-native'
import { historyStore } from './historyStore.ts'
import { indexStore } from './indexStore.ts'
import { missingFiles } from './missingFiles.ts'
import { rocksFigures } from './rocksFigures.ts'
import { after, positionKey, positionPrefix, RocksKeys } from './rocksKeys.ts'
import { RocksReader } from './rocksReader.ts'
import { damaged, markOf, troubleOf } from './rocksTrouble.ts'
import { damageIn } from './stateCorrupt.ts'
import type {
  KeyRange,
  PartitionKeys,
  StateBatch,
  StateDatabase,
  StateSnapshot,
  StorePosition,
} from './stateDatabase.ts'
import { StateFailed } from './stateFailed.ts'
import type { StateUsage } from './stateUsage.ts'
import { decodePosition, encodePosition } from './storedPosition.ts'

/**
 * State on disk. One column family holds rows and positions, so that one batch writes both: with rocksdb-native a batch
 * covers a single column family.
 *
 * No fsync: a batch is atomic by the write-ahead log, and a power cut leaves an older committed prefix.
 * RocksDB's own lock keeps a second process out of the directory.
 */
export class RocksDatabase implements StateDatabase {
  readonly #db: RocksDB
  readonly #path: string
  readonly #keys = new RocksKeys()
  readonly #reader: RocksReader
  #isClosed = false

  private constructor(db: RocksDB, path: string) {
    this.#db = db
    this.#path = path
    this.#reader = new RocksReader(db, path, this.#keys)
  }

  /**
   * Opens or creates. Throws StateDirectoryLocked when another process has it open. Here and later: whatever the disk
   * refuses is a StateFailed; damage is a StateCorrupt, and from then on every opening fails with it.
   */
  static async open(path: string, writeBufferSize = 32 * 1024 * 1024): Promise<RocksDatabase> {
    // RocksDB never answers where the directory cannot be made.
    await mkdir(path, { recursive: true }).catch(error => {
      throw StateFailed.from(error, path)
    })
    // Looked for first: a failing attempt of RocksDB to open may make files anew, and the next attempt would succeed.
    const missing = await missingFiles(path)
    const db = new RocksDB(path, { maxBackgroundJobs: 2, maxOpenFiles: 256, writeBufferSize })
    try {
      await db.ready()
    } catch (error) {
      if (/lock hold|resource temporarily unavailable/i.test(String(error)))
        throw new StateDirectoryLocked(path, error)
      const damage = missing ?? damageIn(error)
      throw damage === null ? StateFailed.from(error, path) : damaged(path, damage, error)
    }
    const mark = markOf(path)
    const damage = missing ?? (existsSync(mark) ? readFileSync(mark, 'utf8') : null)
    if (damage === null) return new RocksDatabase(db, path)
    const error = damaged(path, damage)
    await db.close()
    throw error
  }

  get(store: string, partition: number, keys: readonly Uint8Array[]) {
    return this.#reader.get(store, partition, keys)
  }

  range(store: string, partition: number, range: KeyRange) {
    return this.#reader.range(store, partition, range)
  }

  position(store: string, partition: number) {
    return this.#reader.position(store, partition)
  }

  read(store: string, asked: readonly PartitionKeys[]) {
    return this.#reader.read(store, asked)
  }

  snapshot(): StateSnapshot {
    return new RocksReader(this.#db.snapshot(), this.#path, this.#keys)
  }

  async positions() {
    const all = await this.#storedPositions()
    return all.flatMap(({ store, partition, position }) =>
      position === null ? [] : [{ ...position, store, partition }],
    )
  }

  /** Stores whose position is not what was written: nobody knows what their rows are, so they are to be dropped. */
  async unreadable(): Promise<readonly { readonly store: string; readonly partition: number }[]> {
    return (await this.#storedPositions()).filter(({ position }) => position === null)
  }

  batch(): StateBatch {
    const batch = this.#db.write({ capacity: 1024 })
    return {
      put: (store, partition, key, value) => batch.tryPut(this.#keys.row(store, partition, key), value),
      delete: (store, partition, key) => batch.tryDelete(this.#keys.row(store, partition, key)),
      deleteRange: (store, partition, { from, to }) => {
        const prefix = this.#keys.prefix(store, partition)
        batch.tryDeleteRange(
          from ? this.#keys.row(store, partition, from) : prefix,
          to ? this.#keys.row(store, partition, to) : after(prefix),
        )
      },
      setPosition: (store, partition, position) =>
        batch.tryPut(positionKey(store, partition), encodePosition(store, partition, position)),
      write: async () => {
        try {
          await batch.flush()
        } catch (error) {
          throw troubleOf(this.#path, error)
        } finally {
          batch.destroy()
        }
      },
    }
  }

  async drop(store: string, partition: number): Promise<void> {
    const batch = this.#db.write({ capacity: 4 })
    try {
      batch.tryDelete(positionKey(store, partition))
      for (const name of [store, indexStore(store), historyStore(store)]) {
        const prefix = this.#keys.prefix(name, partition)
        batch.tryDeleteRange(prefix, after(prefix))
      }
      await batch.flush()
    } catch (error) {
      throw troubleOf(this.#path, error)
    } finally {
      batch.destroy()
    }
  }

  /** What it takes, and what it tells of itself. */
  async usage(): Promise<Pick<StateUsage, 'memoryBytes' | 'diskBytes' | 'reads' | 'figures'>> {
    const figures = await rocksFigures(this.#db)
    const { tableBytes, writeBufferBytes, blockCacheBytes, tableReaderBytes } = figures
    return {
      memoryBytes: writeBufferBytes + blockCacheBytes + tableReaderBytes,
      diskBytes: tableBytes,
      reads: this.#db.stats.gets,
      figures,
    }
  }

  /** Bytes of a store partition in tables and write buffers: its rows, their versions and the entries of their indexes. An estimate. */
  async sizeOf(store: string, partition: number): Promise<number> {
    let bytes = 0
    for (const name of [store, indexStore(store), historyStore(store)]) {
      // The binding does not look.
      if (this.#isClosed) throw new Error('The database is closed')
      const prefix = this.#keys.prefix(name, partition)
      bytes += await this.#db.approximateSize(prefix, after(prefix), {
        includeMemtables: true,
        includeFiles: true,
      })
    }
    return bytes
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#db.close()
  }

  async #storedPositions() {
    const found: { store: string; partition: number; position: StorePosition | null }[] = []
    try {
      for await (const { key, value } of this.#db.iterator({
        gte: positionPrefix,
        lt: after(positionPrefix),
      })) {
        const [store, partition] = JSON.parse(key.subarray(positionPrefix.length).toString()) as [
          string,
          number,
        ]
        found.push({ store, partition, position: decodePosition(store, partition, value) })
      }
    } catch (error) {
      throw troubleOf(this.#path, error)
    }
    return found
  }
}

export class StateDirectoryLocked extends Error {
  readonly code = 'STATE_LOCKED'

  constructor(path: string, cause: unknown) {
    super(
      `The state directory ${path} is in use by another process. Stop that one, or give this one a state directory of its own.`,
      { cause },
    )
    this.name = 'StateDirectoryLocked'
  }
}
