import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import { StreamsError } from './streamsError.ts'

const format = 1

/** Who this process is to the group. Kept, so that a restart is the same member and gets its tasks back at once. */
export interface Identity {
  readonly format: number
  readonly applicationId: string
  readonly memberId: string
  readonly processId: string
}

/** One process's place on disk: `identity.json` and `rocksdb/`. RocksDB's lock keeps every other process out. */
export class StateDirectory {
  readonly path: string
  readonly identity: Identity
  readonly database: RocksDatabase

  private constructor(path: string, identity: Identity, database: RocksDatabase) {
    this.path = path
    this.identity = identity
    this.database = database
  }

  /** Throws StateDirectoryLocked while another process has it, STATE_FOREIGN when it is another application's. */
  static async open(path: string, applicationId: string): Promise<StateDirectory> {
    await mkdir(path, { recursive: true })
    const file = join(path, 'identity.json')
    const database = await RocksDatabase.open(join(path, 'rocksdb'))
    try {
      const identity = existsSync(file)
        ? await readIdentity(file, applicationId)
        : await createIdentity(file, applicationId)
      return new StateDirectory(path, identity, database)
    } catch (error) {
      await database.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.database.close()
  }
}

async function readIdentity(file: string, applicationId: string): Promise<Identity> {
  const identity = JSON.parse(await readFile(file, 'utf8')) as Identity
  if (identity.format !== format || identity.applicationId !== applicationId) {
    throw new StreamsError(
      'STATE_FOREIGN',
      `${file} is of application "${identity.applicationId}" in format ${identity.format}, and this is "${applicationId}" ` +
        `with format ${format}. Give this application its own state directory, or delete that one.`,
    )
  }
  return identity
}

/** Written beside and renamed, so that a crash leaves no half a file. */
async function createIdentity(file: string, applicationId: string): Promise<Identity> {
  const identity: Identity = { format, applicationId, memberId: randomUUID(), processId: randomUUID() }
  await writeFile(`${file}.new`, JSON.stringify(identity, null, 2))
  await rename(`${file}.new`, file)
  return identity
}
