import type { GraphNode } from '../graph/node.ts'
import type { Subtopology } from '../graph/subtopology.ts'

/** What a source's records are known to read, before any operator runs. */
export interface PrefetchPlan {
  /** Stores read by the record's own key. */
  readonly byKey: readonly string[]
  /** Processors that tell for themselves, with their stores by their own names. */
  readonly processors: readonly Extract<GraphNode, { kind: 'process' }>[]
}

const keepsKeyAndValue = new Set<GraphNode['kind']>(['filter', 'peek', 'merge', 'branch', 'case'])
const keepsKey = new Set<GraphNode['kind']>([
  ...keepsKeyAndValue,
  'mapValues',
  'streamTableJoin',
  'streamGlobalJoin',
])

/** Walks down from a source as far as the key stays the same. */
export function prefetchPlan(subtopology: Subtopology, source: string): PrefetchPlan {
  const byKey = new Set<string>()
  const processors: Extract<GraphNode, { kind: 'process' }>[] = []
  const visit = (name: string, sameValue: boolean) => {
    for (const node of subtopology.nodes) {
      if (!node.parents.includes(name)) continue
      if (node.kind === 'process' && sameValue && node.processor.prefetch) processors.push(node)
      if (node.kind === 'streamTableJoin') byKey.add(node.table.store)
      if (node.kind === 'aggregate') byKey.add(node.store)
      if (node.kind === 'materialize' && subtopology.nodes.some(child => child.parents.includes(node.name)))
        byKey.add(node.store)
      if (keepsKey.has(node.kind)) visit(node.name, sameValue && keepsKeyAndValue.has(node.kind))
    }
  }
  visit(source, true)
  return { byKey: [...byKey], processors }
}
