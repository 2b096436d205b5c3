import { figureOf } from '../figureOf.ts'
import type { SimulatedDisk } from './simulatedDisk.ts'

/** What is wrong with the hashes on a disk: at any moment what is known of rows is what they are. */
export function diskHashProblems({ name, content }: SimulatedDisk): readonly string[] {
  return [...content.positions].flatMap(([id, { offset, figure }]) => {
    if (!figure) return []
    const found = figureOf(content.rows.get(id)?.values() ?? [])
    return found.rows === figure.rows && found.hash === figure.hash
      ? []
      : [
          `disk ${name} says of ${id} at ${offset}: ${JSON.stringify(figure)}, and has ${JSON.stringify(found)}`,
        ]
  })
}
