import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
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
      stateDir,
      memberId: (await identityIn(stateDir, id))?.memberId ?? null,
      bytes: sizeOf(join(stateDir, 'rocksdb')),
    })),
  )
}

function sizeOf(directory: string): number {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return entries.reduce((sum, entry) => {
    // Files come and go under a running instance.
    const found = statSync(join(directory, entry), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}
