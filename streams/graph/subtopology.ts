import type { GraphNode, RepartitionNode, SourceNode } from './node.ts'
import type { StoreSpec } from './storeSpec.ts'
import { storesOfNode } from './storesOfNode.ts'
import { TopologyError } from './topologyError.ts'

/** A part of the topology that one task runs for one partition number of all its source topics. */
export interface Subtopology {
  /** "0", "1", … in the order of the steps. */
  readonly id: string
  readonly nodes: readonly GraphNode[]
  readonly sources: readonly SourceNode[]
  readonly repartitions: readonly RepartitionNode[]
  readonly stores: readonly StoreSpec<unknown, unknown>[]
}

export function splitIntoSubtopologies(
  nodes: readonly GraphNode[],
  stores: ReadonlyMap<string, StoreSpec<unknown, unknown>>,
): readonly Subtopology[] {
  const group = new Map<string, string>()
  const find = (name: string): string => {
    let root = name
    while (group.get(root) !== undefined && group.get(root) !== root) root = group.get(root)!
    return root
  }
  const join = (a: string, b: string) => group.set(find(b), find(a))

  for (const node of nodes) {
    group.set(node.name, node.name)
    for (const parent of node.parents) join(parent, node.name)
    for (const store of storesOfNode(node)) {
      if (!stores.has(store))
        throw new TopologyError(`Step "${node.name}" uses store "${store}", which does not exist.`)
      const shared = `store ${store}`
      if (group.has(shared)) join(shared, node.name)
      else {
        group.set(shared, shared)
        join(node.name, shared)
      }
    }
  }

  const parts = new Map<string, GraphNode[]>()
  for (const node of nodes) {
    const root = find(node.name)
    const part = parts.get(root)
    if (part) part.push(node)
    else parts.set(root, [node])
  }
  return Object.freeze(
    [...parts.values()].map((part, index) => {
      const names = new Set(part.flatMap(storesOfNode))
      return Object.freeze({
        id: String(index),
        nodes: Object.freeze(part),
        sources: part.filter(node => node.kind === 'source'),
        repartitions: part.filter(node => node.kind === 'repartition'),
        stores: [...names].sort().map(name => stores.get(name)!),
      })
    }),
  )
}
