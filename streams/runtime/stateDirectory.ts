import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import { StateCorrupt } from '../stores/stateCorrupt.ts'
import { StateFailed } from '../stores/stateFailed.ts'
import type { Logger } from './logger.ts'
import { setAside } from './setAside.ts'
import type { Identity, OpenState, StateHome } from './stateHome.ts'
import { createIdentity, readIdentity } from './stateIdentity.ts'

/** One process's place on disk: `identity.json` and `rocksdb/`. RocksDB's lock keeps every other process out. */
export class StateDirectory implements StateHome {
  readonly path: string
  readonly #writeBufferBytes: number | undefined

  constructor(path: string, writeBufferBytes?: number) {
    this.path = path
    this.#writeBufferBytes = writeBufferBytes
  }

  /**
   * What is damaged or another application's is set aside, with a warning, and begun anew. Throws StateDirectoryLocked while
   * another process has it, STATE_NEWER when a later version wrote it, STATE_CORRUPT when too much was set aside already,
   * StateFailed when the disk refuses.
   */
  async open(applicationId: string, logger: Logger): Promise<OpenState> {
    try {
      // Damage that its first reads found is marked by now: opened again, it is set aside.
      return await this.#open(applicationId, logger).catch(error => {
        onlyDamage(error)
        return this.#open(applicationId, logger)
      })
    } catch (error) {
      // The file system's own; RocksDB's are named already.
      throw error instanceof Error && 'syscall' in error ? StateFailed.from(error, this.path) : error
    }
  }

  async #open(applicationId: string, logger: Logger): Promise<OpenState> {
    let database = await this.#openDatabase(logger)
    try {
      let identity = await readIdentity(this.path, applicationId)
      if (typeof identity === 'string') {
        // Moved while its lock is held: nobody can begin to use it in between.
        await setAside(this.path, ['identity.json', 'rocksdb'], identity, logger)
        await database.close()
        database = await this.#openDatabase(logger)
        identity = null
      }
      for (const { store, partition } of await database.unreadable()) {
        logger.warn(
          { store, partition, why: 'its position is not what was written' },
          'state dropped: this store is rebuilt from its changelog',
        )
        await database.drop(store, partition)
      }
      return this.#opened(database, identity ?? (await createIdentity(this.path, applicationId)))
    } catch (error) {
      await database.close()
      throw error
    }
  }

  #opened(database: RocksDatabase, identity: Identity): OpenState {
    return {
      identity,
      database,
      usage: async () => {
        const { bavail, blocks, bsize } = await statfs(this.path)
        return { ...(await database.usage()), freeBytes: bavail * bsize, diskSize: blocks * bsize }
      },
      sizeOf: (store, partition) => database.sizeOf(store, partition),
      close: () => database.close(),
    }
  }

  async #openDatabase(logger: Logger): Promise<RocksDatabase> {
    const open = () => RocksDatabase.open(join(this.path, 'rocksdb'), this.#writeBufferBytes)
    const damage = await open().catch(onlyDamage)
    if (damage instanceof RocksDatabase) return damage
    // A damaged database cannot be locked: an empty one beside it can. Two starts would set each other's new state aside.
    const shelf = join(this.path, 'set-aside')
    await mkdir(shelf, { recursive: true })
    const lock = await RocksDatabase.open(join(shelf, 'lock'))
    try {
      const still = await open().catch(onlyDamage)
      if (still instanceof RocksDatabase) return still
      await setAside(this.path, ['rocksdb'], still.why, logger)
      return await open()
    } finally {
      await lock.close()
    }
  }
}

function onlyDamage(error: unknown): StateCorrupt {
  if (error instanceof StateCorrupt) return error
  throw error
}
