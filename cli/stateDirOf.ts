import { join } from 'node:path'

/**
 * Where an instance of several keeps its state. The first has the place that a single one has, the others folders in it: one
 * instance becomes many, and many one, without anything being moved or begun anew.
 */
export const stateDirOf = (stateDir: string, instance: number): string =>
  instance === 1 ? stateDir : join(stateDir, String(instance))
