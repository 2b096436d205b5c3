import { storesOfNode } from './storesOfNode.ts'
import type { Topology } from './topology.ts'

/** A topology as JSON-able data: for pages, tools and comparisons. Functions and serdes are left out. */
export interface TopologyDescription {
  readonly subtopologies: readonly {
    readonly id: string
    readonly nodes: readonly NodeDescription[]
    readonly stores: readonly { readonly name: string; readonly engine: string; readonly changelog: string }[]
  }[]
}

export interface NodeDescription {
  readonly name: string
  readonly kind: string
  readonly parents: readonly string[]
  readonly children: readonly string[]
  readonly stores: readonly string[]
  /** What a source reads, and a sink or a repartition writes. */
  readonly topics: readonly string[]
}

export function describe(topology: Topology): TopologyDescription {
  return {
    subtopologies: topology.subtopologies.map(part => ({
      id: part.id,
      nodes: part.nodes.map(node => ({
        name: node.name,
        kind: node.kind,
        parents: node.parents,
        children: part.nodes.filter(other => other.parents.includes(node.name)).map(other => other.name),
        stores: storesOfNode(node),
        topics:
          node.kind === 'source' || node.kind === 'sink'
            ? node.topics
            : node.kind === 'repartition'
              ? [node.topic]
              : [],
      })),
      stores: part.stores.map(store => ({
        name: store.name,
        engine: store.engine,
        changelog: store.changelog.kind,
      })),
    })),
  }
}

/** The layout of Kafka Streams' `Topology.describe()`. */
export function describeAsText(topology: Topology): string {
  const lines = ['Topologies:']
  for (const part of describe(topology).subtopologies) {
    lines.push(`   Sub-topology: ${part.id}`)
    for (const node of part.nodes) {
      const label =
        node.kind === 'source'
          ? 'Source'
          : node.kind === 'sink' || node.kind === 'repartition'
            ? 'Sink'
            : 'Processor'
      const details = [
        ...(node.topics.length > 0 ? [`topics: [${node.topics.join(', ')}]`] : []),
        ...(label === 'Processor' ? [`kind: ${node.kind}`, `stores: [${node.stores.join(', ')}]`] : []),
      ]
      lines.push(`    ${label}: ${node.name} (${details.join(', ')})`)
      if (label !== 'Sink') lines.push(`      --> ${node.children.join(', ') || 'none'}`)
      if (label !== 'Source') lines.push(`      <-- ${node.parents.join(', ')}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** A Mermaid flowchart: topics as parallelograms, stores as cylinders, one frame a subtopology. */
export function describeAsMermaid(topology: Topology): string {
  const ids = new Map<string, string>()
  const id = (label: string) => {
    if (!ids.has(label)) ids.set(label, `n${ids.size}`)
    return ids.get(label)!
  }
  const topicName = (kind: string, internal: boolean, topic: string) =>
    kind === 'repartition' || internal ? `${topic}-repartition` : topic
  const frames: string[] = []
  const edges: string[] = []
  const topics = new Set<string>()
  for (const part of topology.subtopologies) {
    frames.push(`  subgraph sub${part.id}["sub-topology ${part.id}"]`)
    for (const node of part.nodes) {
      const self = id(`node ${node.name}`)
      frames.push(`    ${self}["${node.name}"]`)
      for (const parent of node.parents) edges.push(`  ${id(`node ${parent}`)} --> ${self}`)
      for (const store of storesOfNode(node)) edges.push(`  ${self} --- ${id(`store ${store}`)}`)
      const [ins, outs] =
        node.kind === 'source'
          ? [node.topics, []]
          : [[], node.kind === 'sink' ? node.topics : node.kind === 'repartition' ? [node.topic] : []]
      for (const topic of [...ins, ...outs]) {
        const name = topicName(node.kind, node.kind === 'source' && node.internal, topic)
        topics.add(name)
        edges.push(
          node.kind === 'source'
            ? `  ${id(`topic ${name}`)} --> ${self}`
            : `  ${self} --> ${id(`topic ${name}`)}`,
        )
      }
    }
    for (const store of part.stores) frames.push(`    ${id(`store ${store.name}`)}[("${store.name}")]`)
    frames.push('  end')
  }
  const shapes = [...topics].map(topic => `  ${id(`topic ${topic}`)}[/"${topic}"/]`)
  return `${['flowchart LR', ...shapes, ...frames, ...edges].join('\n')}\n`
}
