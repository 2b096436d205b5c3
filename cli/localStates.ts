import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { identityIn, type LocalState } from 'millrace'
import type { Config } from '../config/readConfig.ts'
import { generationDirOf } from './generations/generationDirOf.ts'
import { root } from './root.ts'
import { stateDirOf } from './stateDirOf.ts'

/** State directories of a generation's instances on this machine: of STATE_DIR, and of several in it. */
export async function localStates(
  config: Config,
  generation: number,
  id: string,
): Promise<readonly LocalState[]> {
  const first = resolve(root, config.STATE_DIR)
  const numbers = existsSync(first) ? readdirSync(first).filter(name => /^\d+$/.test(name)) : []
  const directories = [1, ...numbers.map(Number)]
    .map(instance => generationDirOf(stateDirOf(first, instance), generation))
    .filter(directory => existsSync(join(directory, 'rocksdb')))
  return Promise.all(
    directories.map(async stateDir => ({
      stateDir: shortest(stateDir),
      memberId: (await identityIn(stateDir, id))?.memberId ?? null,
      bytes: sizeOf(join(stateDir, 'rocksdb')),
    })),
  )
}

/** As it is written in STATE_DIR, where that is in the folder of the checkout. */
function shortest(directory: string): string {
  const inside = relative(root, directory)
  return inside.startsWith('..') ? directory : inside
}

function sizeOf(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return entries.reduce((sum, entry) => {
    // Files come and go under a running instance.
    const found = statSync(join(directory, entry), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}
