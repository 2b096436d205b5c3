import { before, behind, type FlowGraph } from './flowGraph.ts'

/** What leads to some steps, and what follows from them; both have the steps themselves. */
export interface Reach {
  readonly up: ReadonlySet<string>
  readonly down: ReadonlySet<string>
}

/**
 * All ways to and from these steps. A way that comes back to the subtopology it began in ends there: dataflows go in circles, and
 * what leads to everything says nothing.
 */
export function reachOf(graph: FlowGraph, from: readonly string[]): Reach {
  const home = new Set(from.map(name => graph.steps.get(name)!.part))
  const walk = (next: (graph: FlowGraph, name: string) => readonly string[]) => {
    const seen = new Set(from)
    const left = new Set<string>()
    for (const name of seen) {
      const { part } = graph.steps.get(name)!
      if (left.has(name) && home.has(part)) continue
      for (const other of next(graph, name)) {
        if (left.has(name) || graph.steps.get(other)!.part !== part) left.add(other)
        seen.add(other)
      }
    }
    return seen
  }
  return { up: walk(before), down: walk(behind) }
}
