import type { GraphNode } from '../graph/node.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import { storesOfNode } from '../graph/storesOfNode.ts'
import { changelogTopic, repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import type { GraphAnswer, GraphStep, GraphStore } from './answers.ts'

/** A topology for the pages, with topics by the names that they have in Kafka. */
export function graphOf(topology: Topology, applicationId: string): GraphAnswer {
  return {
    applicationId,
    subtopologies: topology.subtopologies.map(({ id, nodes, stores }) => ({
      id,
      nodes: nodes.map(node => stepOf(node, applicationId)),
      stores: stores.map(store => storeOf(store, applicationId)),
    })),
    globals: [...topology.globals.values()].map(({ name, topic }) => ({ name, topic })),
  }
}

function stepOf(node: GraphNode, applicationId: string): GraphStep {
  const repartition =
    node.kind === 'repartition'
      ? node.topic
      : node.kind === 'source' && node.internal
        ? node.topics[0]!
        : null
  return {
    name: node.name,
    kind: node.kind,
    parents: node.parents,
    stores: storesOfNode(node),
    topics:
      repartition !== null
        ? [repartitionTopic(applicationId, repartition)]
        : node.kind === 'source' || node.kind === 'sink'
          ? node.topics
          : [],
    repartition,
  }
}

function storeOf(store: StoreSpec<unknown, unknown>, applicationId: string): GraphStore {
  const { changelog } = store
  return {
    name: store.name,
    engine: store.engine,
    changelog:
      changelog.kind === 'own'
        ? changelogTopic(applicationId, store.name)
        : changelog.kind === 'source'
          ? changelog.topic
          : null,
    indexes: store.indexes.map(({ name }) => name),
    ttlMs: store.ttlMs,
    historyMs: store.historyMs,
    comparable: store.comparable,
  }
}
