import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import type { Identity, OpenState, StateHome } from './stateHome.ts'
import { StreamsError } from './streamsError.ts'

const format = 1

interface IdentityFile extends Identity {
  readonly format: number
  readonly applicationId: string
}

/** One process's place on disk: `identity.json` and `rocksdb/`. RocksDB's lock keeps every other process out. */
export class StateDirectory implements StateHome {
  readonly path: string
  readonly #writeBufferBytes: number | undefined

  constructor(path: string, writeBufferBytes?: number) {
    this.path = path
    this.#writeBufferBytes = writeBufferBytes
  }

  /** Throws StateDirectoryLocked while another process has it, STATE_FOREIGN when it is another application's. */
  async open(applicationId: string): Promise<OpenState> {
    await mkdir(this.path, { recursive: true })
    const file = join(this.path, 'identity.json')
    const database = await RocksDatabase.open(join(this.path, 'rocksdb'), this.#writeBufferBytes)
    try {
      const identity = existsSync(file)
        ? await readIdentity(file, applicationId)
        : await createIdentity(file, applicationId)
      return {
        identity,
        database,
        usage: async () => {
          const { bavail, blocks, bsize } = await statfs(this.path)
          return { ...(await database.usage()), freeBytes: bavail * bsize, diskSize: blocks * bsize }
        },
        close: () => database.close(),
      }
    } catch (error) {
      await database.close()
      throw error
    }
  }
}

async function readIdentity(file: string, applicationId: string): Promise<Identity> {
  const identity = JSON.parse(await readFile(file, 'utf8')) as IdentityFile
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
  const identity: IdentityFile = { format, applicationId, memberId: randomUUID(), processId: randomUUID() }
  await writeFile(`${file}.new`, JSON.stringify(identity, null, 2))
  await rename(`${file}.new`, file)
  return identity
}
