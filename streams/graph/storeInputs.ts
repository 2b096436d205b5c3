import type { GraphNode } from './node.ts'
import { changelogTopic, repartitionTopic } from './topicNames.ts'
import type { Topology } from './topology.ts'

/** What fills the stores of a topology, by the names that topics have in Kafka. */
export interface StoreInputs {
  /** By changelog: the topics whose records reach a step that may write the store, in the store's own subtopology. */
  readonly ofChangelog: ReadonlyMap<string, ReadonlySet<string>>
  /** By repartition topic: the topics from outside that its records come from, over however many repartition topics. */
  readonly ofRepartition: ReadonlyMap<string, ReadonlySet<string>>
}

/** A join reads its table; a processor may write any store that it has. */
export function storeInputs(topology: Topology, applicationId: string): StoreInputs {
  const byName = new Map(topology.nodes.map(node => [node.name, node]))
  const repartition = (topic: string) => repartitionTopic(applicationId, topic)
  const topicsAbove = (node: GraphNode): readonly string[] => {
    if (node.kind === 'source') return node.internal ? node.topics.map(repartition) : node.topics
    return node.parents.flatMap(parent => topicsAbove(byName.get(parent)!))
  }
  const ofChangelog = new Map<string, Set<string>>()
  const feeders = new Map<string, Set<string>>()
  const add = (to: Map<string, Set<string>>, name: string, topics: readonly string[]) =>
    to.set(name, new Set([...(to.get(name) ?? []), ...topics]))
  for (const node of topology.nodes) {
    if (node.kind === 'repartition') add(feeders, repartition(node.topic), topicsAbove(node))
    for (const store of written(node)) {
      if (topology.stores.get(store)!.changelog.kind !== 'own') continue
      add(ofChangelog, changelogTopic(applicationId, store), topicsAbove(node))
    }
  }
  return {
    ofChangelog,
    ofRepartition: new Map([...feeders.keys()].map(topic => [topic, outsideOf(topic, feeders)])),
  }
}

function written(node: GraphNode): readonly string[] {
  if (node.kind === 'process') return Object.values(node.stores)
  return node.kind === 'materialize' || node.kind === 'aggregate' ? [node.store] : []
}

/** Repartition topics may lead back to themselves. */
function outsideOf(topic: string, feeders: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set([topic])
  for (const each of seen) for (const feeder of feeders.get(each) ?? []) seen.add(feeder)
  return new Set([...seen].filter(each => !feeders.has(each)))
}
