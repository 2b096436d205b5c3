import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import type { StateDatabase } from '../stores/stateDatabase.ts'

/** A test's databases, each empty at first: in memory, or of RocksDB in a directory; all closed and gone at `close`. */
export class TestDatabases {
  static readonly kinds = ['memory', 'rocksdb'] as const
  readonly #directory: Promise<string> | null
  readonly #open: StateDatabase[] = []

  constructor(kind: (typeof TestDatabases.kinds)[number]) {
    this.#directory = kind === 'memory' ? null : mkdtemp(join(tmpdir(), 'millrace-db-'))
  }

  async fresh(): Promise<StateDatabase> {
    const directory = await this.#directory
    const database =
      directory === null
        ? new MemoryDatabase()
        : await RocksDatabase.open(join(directory, String(this.#open.length)))
    this.#open.push(database)
    return database
  }

  async close(): Promise<void> {
    for (const database of this.#open) await database.close()
    const directory = await this.#directory
    if (directory !== null) await rm(directory, { recursive: true, force: true })
  }
}
