import RocksDB from 'rocksdb-native'
import type { KeyRange, StateBatch, StateDatabase, StoredRow, StorePosition } from './stateDatabase.ts'
import { StateFailed } from './stateFailed.ts'

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

  /** Opens or creates. Throws StateDirectoryLocked when another process has it open. Whatever the disk refuses, here and later, is a StateFailed. */
  static async open(path: string, writeBufferSize = 32 * 1024 * 1024): Promise<RocksDatabase> {
    const db = new RocksDB(path, { maxBackgroundJobs: 2, maxOpenFiles: 256, writeBufferSize })
    try {
      await db.ready()
    } catch (error) {
      if (/lock/i.test(String(error))) throw new StateDirectoryLocked(path, error)
      throw StateFailed.from(error, path)
    }
    return new RocksDatabase(db, path)
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
      throw StateFailed.from(error, this.#path)
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
      throw StateFailed.from(error, this.#path)
    }
    return rows
  }

  async position(store: string, partition: number): Promise<StorePosition | null> {
    const stored = await this.#db.get(positionKey(store, partition))
    return stored === null ? null : (JSON.parse(stored.toString()) as StorePosition)
  }

  async positions() {
    const found: (StorePosition & { readonly store: string; readonly partition: number })[] = []
    for await (const { key, value } of this.#db.iterator({
      gte: positionPrefix,
      lt: after(positionPrefix),
    })) {
      const [store, partition] = JSON.parse(key.subarray(positionPrefix.length).toString()) as [
        string,
        number,
      ]
      found.push({ ...(JSON.parse(value.toString()) as StorePosition), store, partition })
    }
    return found
  }

  batch(): StateBatch {
    const batch = this.#db.write({ capacity: 1024 })
    return {
      put: (store, partition, key, value) => batch.tryPut(join(this.#prefix(store, partition), key), value),
      delete: (store, partition, key) => batch.tryDelete(join(this.#prefix(store, partition), key)),
      setPosition: (store, partition, position) =>
        batch.tryPut(positionKey(store, partition), Buffer.from(JSON.stringify(position))),
      write: async () => {
        try {
          await batch.flush()
        } catch (error) {
          throw StateFailed.from(error, this.#path)
        } finally {
          batch.destroy()
        }
      },
    }
  }

  async drop(store: string, partition: number): Promise<void> {
    const prefix = this.#prefix(store, partition)
    try {
      await this.#db.delete(positionKey(store, partition))
      await this.#db.deleteRange(prefix, after(prefix))
    } catch (error) {
      throw StateFailed.from(error, this.#path)
    }
  }

  /** Bytes held in memory (block cache, write buffers, table readers) and in files. */
  async usage(): Promise<{ readonly memoryBytes: number; readonly diskBytes: number }> {
    const [cache, buffers, readers, files] = await Promise.all(
      ['block-cache-usage', 'size-all-mem-tables', 'estimate-table-readers-mem', 'total-sst-files-size'].map(
        async name => Number(await this.#db.getProperty(`rocksdb.${name}`)),
      ),
    )
    return { memoryBytes: cache! + buffers! + readers!, diskBytes: files! }
  }

  async close(): Promise<void> {
    await this.#db.close()
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
