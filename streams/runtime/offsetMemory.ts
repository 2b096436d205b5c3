import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OffsetMemory } from './carryTopologyOver.ts'

/** Keeps offsets in a file of the state directory while a group is deleted and made anew. */
export function offsetMemory(directory: string): OffsetMemory {
  const file = join(directory, 'offsets-to-carry-over.json')
  return {
    read: async () => (existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null),
    write: async offsets => {
      await writeFile(`${file}.new`, JSON.stringify(offsets, null, 2))
      await rename(`${file}.new`, file)
    },
    forget: () => rm(file, { force: true }),
  }
}
