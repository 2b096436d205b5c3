import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { damageIn, StateCorrupt } from './stateCorrupt.ts'
import { StateFailed } from './stateFailed.ts'

/** What a read or write of the database in this directory failed of: StateCorrupt, which is marked there, or StateFailed. */
export function troubleOf(path: string, error: unknown): unknown {
  const damage = damageIn(error)
  return damage === null ? StateFailed.from(error, path) : damaged(path, damage, error)
}

/** The file whose presence says that the database must not be opened again. */
export const markOf = (path: string) => join(path, 'DAMAGED')

/** Marks the damage at once: the process may not live to close the database, and some damage does not show again. */
export function damaged(path: string, why: string, cause?: unknown): StateCorrupt {
  try {
    writeFileSync(markOf(path), why)
  } catch {} // A disk that does not take even this will not open either.
  return new StateCorrupt(path, why, cause)
}
