import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import RocksDB from 'rocksdb-native'
import { missingFiles } from './missingFiles.ts'
import { damageIn, StateCorrupt } from './stateCorrupt.ts'
import type { KeyRange, StateBatch, StateDatabase, StoredRow, StorePosition } from './stateDatabase.ts'
import { StateFailed } from './stateFailed.ts'
import { decodePosition, encodePosition } from './storedPosition.ts'

/**
 * State on disk. One column family holds rows and positions, so that one batch writes both: with rocksdb-native a batch
 * covers a single column family. Keys: `<store>\0<partition as uint16><key>`; positions begin with \0, which no store name does.
 *
 * No fsync: a batch is atomic by the write-ahead log, and a power cut leaves an older committed prefix.
 * RocksDB's own lock keeps a second process out of the directory.
 */
export class RocksDatabase implements StateDatabase {
  readonly #db: RocksDB
  readonly #path: string
  readonly #prefixes = new Map<string, Buffer>()

  private constructor(db: RocksDB, path: string) {
    this.#db = db
    this.#path = path
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

  async get(
    store: string,
    partition: number,
    keys: readonly Uint8Array[],
  ): Promise<readonly (Buffer | null)[]> {
    if (keys.length === 0) return []
    const prefix = this.#prefix(store, partition)
    const batch = this.#db.read({ capacity: keys.length })
    try {
      const values = keys.map(key => batch.get(join(prefix, key)))
      batch.tryFlush()
      return await Promise.all(values)
    } catch (error) {
      throw this.#trouble(error)
    } finally {
      batch.destroy()
    }
  }

  async range(store: string, partition: number, range: KeyRange): Promise<readonly StoredRow[]> {
    const prefix = this.#prefix(store, partition)
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
      throw this.#trouble(error)
    }
    return rows
  }

  async position(store: string, partition: number): Promise<StorePosition | null> {
    const stored = await this.#db.get(positionKey(store, partition)).catch(error => {
      throw this.#trouble(error)
    })
    return stored === null ? null : decodePosition(store, partition, stored)
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
      put: (store, partition, key, value) => batch.tryPut(join(this.#prefix(store, partition), key), value),
      delete: (store, partition, key) => batch.tryDelete(join(this.#prefix(store, partition), key)),
      setPosition: (store, partition, position) =>
        batch.tryPut(positionKey(store, partition), encodePosition(store, partition, position)),
      write: async () => {
        try {
          await batch.flush()
        } catch (error) {
          throw this.#trouble(error)
        } finally {
          batch.destroy()
        }
      },
    }
  }

  async drop(store: string, partition: number): Promise<void> {
    const prefix = this.#prefix(store, partition)
    const batch = this.#db.write({ capacity: 2 })
    try {
      batch.tryDelete(positionKey(store, partition))
      batch.tryDeleteRange(prefix, after(prefix))
      await batch.flush()
    } catch (error) {
      throw this.#trouble(error)
    } finally {
      batch.destroy()
    }
  }

  /** Bytes held in memory (block cache, write buffers, table readers) and in files. */
  async usage(): Promise<{
    readonly memoryBytes: number
    readonly diskBytes: number
    readonly reads: number
  }> {
    const [cache, buffers, readers, files] = await Promise.all(
      ['block-cache-usage', 'size-all-mem-tables', 'estimate-table-readers-mem', 'total-sst-files-size'].map(
        async name => Number(await this.#db.getProperty(`rocksdb.${name}`)),
      ),
    )
    return { memoryBytes: cache! + buffers! + readers!, diskBytes: files!, reads: this.#db.stats.gets }
  }

  async close(): Promise<void> {
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
      throw this.#trouble(error)
    }
    return found
  }

  #trouble(error: unknown): unknown {
    const damage = damageIn(error)
    return damage === null ? StateFailed.from(error, this.#path) : damaged(this.#path, damage, error)
  }

  #prefix(store: string, partition: number): Buffer {
    const id = `${store}\0${partition}`
    let prefix = this.#prefixes.get(id)
    if (!prefix) {
      prefix = Buffer.alloc(Buffer.byteLength(store) + 3)
      prefix.write(store)
      prefix.writeUInt16BE(partition, prefix.length - 2)
      this.#prefixes.set(id, prefix)
    }
    return prefix
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

const markOf = (path: string) => joinPath(path, 'DAMAGED')

/** Marks the damage at once: the process may not live to close the database, and some damage does not show again. */
function damaged(path: string, why: string, cause?: unknown): StateCorrupt {
  try {
    writeFileSync(markOf(path), why)
  } catch {} // A disk that does not take even this will not open either.
  return new StateCorrupt(path, why, cause)
}

const positionPrefix = Buffer.from('\0position\0')
const positionKey = (store: string, partition: number) =>
  Buffer.concat([positionPrefix, Buffer.from(JSON.stringify([store, partition]))])

function join(prefix: Buffer, key: Uint8Array): Buffer {
  const joined = Buffer.allocUnsafe(prefix.length + key.length)
  joined.set(prefix, 0)
  joined.set(key, prefix.length)
  return joined
}

/** The first key after all that begin with the prefix. */
function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix)
  for (let i = next.length - 1; i >= 0; i--) {
    if (next[i] === 0xff) continue
    next[i]! += 1
    return next.subarray(0, i + 1)
  }
  throw new Error('A prefix of 0xff bytes has no end')
}
