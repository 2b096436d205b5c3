import { join } from 'node:path'

/** Where a generation's state lies in an instance's state directory: the first one's is the directory itself. */
export const generationDirOf = (stateDir: string, generation: number): string =>
  generation === 1 ? stateDir : join(stateDir, `g${generation}`)
