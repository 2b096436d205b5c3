import type { GraphNode } from './node.ts'

/** The stores a step reads or writes. */
export function storesOfNode(node: GraphNode): readonly string[] {
  switch (node.kind) {
    case 'process':
      return Object.values(node.stores)
    case 'materialize':
    case 'aggregate':
      return [node.store]
    case 'streamTableJoin':
      return [node.table.store]
    case 'tableTableJoin':
      return [node.left.store, node.right.store]
    default:
      return []
  }
}
