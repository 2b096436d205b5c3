import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from './logger.ts'
import { StreamsError } from './streamsError.ts'

/** Kept at most; more than that is a disk that fails, or two applications that share a directory. */
const most = 5

/**
 * Moves what is of no use into `set-aside/<time>/` of the state directory, with a warning that names it. Nothing is deleted.
 * The caller keeps others out meanwhile. Throws STATE_CORRUPT when there is too much there already.
 */
export async function setAside(
  directory: string,
  names: readonly string[],
  why: string,
  logger: Logger,
): Promise<void> {
  const shelf = join(directory, 'set-aside')
  await mkdir(shelf, { recursive: true })
  const before = (await readdir(shelf)).filter(name => /^\d{4}-/.test(name))
  if (before.length >= most) {
    throw new StreamsError(
      'STATE_CORRUPT',
      `The state in ${directory} is of no use (${why}), and ${shelf} holds ${before.length} that were set aside before. ` +
        'Find out why that happens (a failing disk, two applications on one directory), delete what is in there, and start again.',
    )
  }
  let to = join(shelf, new Date().toISOString().replaceAll(':', '-'))
  while (existsSync(to)) to += '+'
  await mkdir(to)
  for (const name of names) {
    const from = join(directory, name)
    if (existsSync(from)) await rename(from, join(to, name))
  }
  logger.warn(
    { directory, what: names.join(', '), why, to },
    'state set aside: it is of no use here, and is rebuilt from the changelogs; delete it when nobody needs it',
  )
}
