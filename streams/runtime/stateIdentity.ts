import { randomUUID } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Identity } from './stateHome.ts'
import { StreamsError } from './streamsError.ts'

/** Files of earlier formats are read for ever, and so are those of this one from before there was a checksum. */
const format = 1

interface IdentityFile extends Identity {
  readonly format: number
  readonly applicationId: string
  readonly checksum?: string
}

/** Who this directory is to the group; null when it never was anybody, and when its identity is of no use. Also while a process has it open. */
export async function identityIn(path: string, applicationId: string): Promise<Identity | null> {
  const found = await readIdentity(path, applicationId)
  return typeof found === 'string' ? null : found
}

/** As text: why the identity that lies there is of no use to this application. Throws STATE_NEWER, which is to be kept. */
export async function readIdentity(path: string, applicationId: string): Promise<Identity | string | null> {
  let text: string
  try {
    text = await readFile(identityFile(path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  let identity: IdentityFile
  try {
    identity = JSON.parse(text) as IdentityFile
  } catch {
    return 'identity.json cannot be read'
  }
  if (Number.isInteger(identity?.format) && identity.format > format) {
    throw new StreamsError(
      'STATE_NEWER',
      `The state directory ${path} was written by a later version (format ${identity.format}; this one knows ${format}). ` +
        'Run that version, or give this one a state directory of its own.',
    )
  }
  const { applicationId: of, memberId, processId, checksum } = identity ?? {}
  if (identity?.format !== format || ![of, memberId, processId].every(isText))
    return 'identity.json is incomplete'
  if (checksum !== undefined && checksum !== checksumOf(identity))
    return 'identity.json is not what was written'
  if (of !== applicationId) return `it is of application "${of}", and this is "${applicationId}"`
  return { memberId, processId }
}

/** On the disk when it resolves: whole, or not there at all. */
export async function createIdentity(path: string, applicationId: string): Promise<Identity> {
  const identity = { format, applicationId, memberId: randomUUID(), processId: randomUUID() }
  const file = identityFile(path)
  await durably(`${file}.new`, 'w', handle =>
    handle.writeFile(JSON.stringify({ ...identity, checksum: checksumOf(identity) }, null, 2)),
  )
  await rename(`${file}.new`, file)
  // Windows cannot open a directory, and writes renames through by itself.
  if (process.platform !== 'win32') await durably(dirname(file), 'r', async () => {})
  return { memberId: identity.memberId, processId: identity.processId }
}

const identityFile = (path: string) => join(path, 'identity.json')

async function durably(
  path: string,
  flags: string,
  write: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags)
  try {
    await write(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isText = (value: unknown) => typeof value === 'string' && value !== ''

const checksumOf = (identity: IdentityFile) =>
  crc32(
    JSON.stringify([identity.format, identity.applicationId, identity.memberId, identity.processId]),
  ).toString(16)
