import type { GlobalTableSpec } from './globalTable.ts'
import type { GraphNode } from './node.ts'
import type { StoreSpec } from './storeSpec.ts'
import { type Subtopology, splitIntoSubtopologies } from './subtopology.ts'
import { TopologyError } from './topologyError.ts'

/**
 * A whole dataflow as frozen data: what StreamsBuilder builds and every runtime runs. It can be printed and drawn
 * (`describe`) and compared (`groupTopology` is what the group is told of it).
 */
export interface Topology {
  /** Parents stand before their children. */
  readonly nodes: readonly GraphNode[]
  readonly stores: ReadonlyMap<string, StoreSpec<unknown, unknown>>
  /** Tables that every instance holds whole, by name. */
  readonly globals: ReadonlyMap<string, GlobalTableSpec>
  /** Parts that share no step and no store; each is cut into one task a partition. */
  readonly subtopologies: readonly Subtopology[]
}

/** Checks and freezes. Throws {@link TopologyError} naming the step that is wrong. */
export function createTopology(
  nodes: readonly GraphNode[],
  stores: ReadonlyMap<string, StoreSpec<unknown, unknown>>,
  globals: ReadonlyMap<string, GlobalTableSpec> = new Map(),
): Topology {
  const seen = new Set<string>()
  const sourceOf = new Map<string, string>()
  for (const node of nodes) {
    if (seen.has(node.name)) {
      throw new TopologyError(
        `Two steps are named "${node.name}". Names identify steps across restarts: give each its own.`,
      )
    }
    for (const parent of node.parents) {
      if (!seen.has(parent))
        throw new TopologyError(`Step "${node.name}" follows "${parent}", which does not exist before it.`)
    }
    seen.add(node.name)
    if (node.kind !== 'source') continue
    for (const topic of node.topics) {
      const other = sourceOf.get(topic)
      if (other) {
        throw new TopologyError(
          `Topic "${topic}" is read by "${other}" and by "${node.name}". Read it once and branch from there.`,
        )
      }
      sourceOf.set(topic, node.name)
    }
  }
  for (const { name, topic } of globals.values()) {
    const other = sourceOf.get(topic)
    if (other) {
      throw new TopologyError(
        `Topic "${topic}" is read by "${other}" and by the global table "${name}". Choose one.`,
      )
    }
  }
  const repartitions = new Set(nodes.flatMap(node => (node.kind === 'repartition' ? [node.topic] : [])))
  for (const node of nodes) {
    if (node.kind === 'source' && node.internal && !repartitions.has(node.topics[0]!)) {
      throw new TopologyError(
        `Source "${node.name}" reads repartition topic "${node.topics[0]}", which nothing writes.`,
      )
    }
  }
  if (sourceOf.size === 0) throw new TopologyError('The topology reads no topic.')
  const frozen = nodes.map(node => Object.freeze(node))
  return Object.freeze({
    nodes: Object.freeze(frozen),
    stores,
    globals,
    subtopologies: splitIntoSubtopologies(frozen, stores),
  })
}
