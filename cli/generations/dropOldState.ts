import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Generations, isOver } from 'millrace'
import { generationDirOf } from './generationDirOf.ts'

/** Where a generation that is built on this machine has its state: beside those that run. */
export const buildDirOf = (stateDir: string, generation: number): string =>
  join(stateDir, 'building', String(generation))

/** Deletes what generations that are over have left in a state directory. The first one's is the directory itself: it stays. */
export async function dropOldState(stateDir: string, { generations }: Generations): Promise<void> {
  for (const generation of generations.values()) {
    if (!isOver(generation) || generation.number === 1) continue
    const { number } = generation
    for (const folder of [generationDirOf(stateDir, number), buildDirOf(stateDir, number)])
      if (existsSync(folder)) await rm(folder, { recursive: true, force: true })
  }
}
