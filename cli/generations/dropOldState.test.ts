import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Generation, Generations } from 'millrace'
import { expect, test } from 'vitest'
import { buildDirOf, dropOldState } from './dropOldState.ts'
import { generationDirOf } from './generationDirOf.ts'

test('state of generations that are over goes, that of the others stays', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'state-'))
  try {
    const states = ['retired', 'abandoned', 'shadow', 'live'] as const
    const generations = new Map(
      states.map((state, i) => [i + 1, { number: i + 1, state } as Generation] as const),
    )
    const folders = [1, 2, 3, 4].flatMap(number => [
      generationDirOf(stateDir, number),
      buildDirOf(stateDir, number),
    ])
    for (const folder of folders) mkdirSync(folder, { recursive: true })
    await dropOldState(stateDir, { generations } as unknown as Generations)
    expect(folders.filter(folder => !existsSync(folder))).toEqual([
      generationDirOf(stateDir, 2),
      buildDirOf(stateDir, 2),
    ])
  } finally {
    rmSync(stateDir, { recursive: true, force: true })
  }
})
