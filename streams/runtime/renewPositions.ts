import type { Task } from './task.ts'

/** How often a position that does not move is written anew: its age says how much of the log may have gone unseen. */
export const renewEveryMs = 10 * 60_000

/**
 * Writes the positions of tasks that run anew, also where they did not move: as long as a task is this member's, nobody else
 * writes its changelogs. `asOf`: when it certainly was, wall clock. Call it while no commit is under way.
 */
export async function renewPositions(tasks: readonly Task[], asOf: number): Promise<void> {
  for (const { name, partition, database, figure } of tasks.flatMap(task => task.processor.stores)) {
    const position = await database.position(name, partition)
    if (position === null || position.time >= asOf) continue
    const batch = database.batch()
    batch.setPosition(name, partition, { ...position, time: asOf, ...(figure && { figure }) })
    await batch.write()
  }
}
