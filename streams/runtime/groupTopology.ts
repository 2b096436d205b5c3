import type { Subtopology } from '../graph/subtopology.ts'
import { changelogTopic, repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import type { StreamsSubtopology, StreamsTopology } from '../wire/kafka.ts'

/** What the group is told of a topology (KIP-1071). Everything sorted: the brokers compare by order. */
export function groupTopology(
  topology: Topology,
  applicationId: string,
  replicationFactor: number,
): StreamsTopology {
  const partitions = new Map<string, number>()
  for (const part of topology.subtopologies) {
    for (const node of part.repartitions)
      partitions.set(repartitionTopic(applicationId, node.topic), node.partitions)
  }
  return {
    epoch: 0,
    subtopologies: topology.subtopologies.map(part =>
      subtopology(part, applicationId, Math.max(0, replicationFactor), partitions),
    ),
  }
}

function subtopology(
  part: Subtopology,
  applicationId: string,
  replicationFactor: number,
  partitions: ReadonlyMap<string, number>,
): StreamsSubtopology {
  const sourceTopics = part.sources
    .filter(source => !source.internal)
    .flatMap(source => source.topics)
    .sort()
  const read = part.sources
    .filter(source => source.internal)
    .map(source => repartitionTopic(applicationId, source.topics[0]!))
    .sort()
  const written = [
    ...new Set(part.repartitions.map(node => repartitionTopic(applicationId, node.topic))),
  ].sort()
  const together = sourceTopics.length + read.length > 1 && part.stores.length > 0
  return {
    id: part.id,
    sourceTopics,
    stateChangelogTopics: part.stores
      .flatMap(store => (store.changelog.kind === 'own' ? [{ store, configs: store.changelog.configs }] : []))
      .map(({ store, configs }) => ({
        name: changelogTopic(applicationId, store.name),
        partitions: 0,
        replicationFactor,
        configs: sorted({ 'message.timestamp.type': 'CreateTime', ...configs }),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    repartitionSinkTopics: written,
    repartitionSourceTopics: read.map(name => ({
      name,
      partitions: partitions.get(name) ?? 0,
      replicationFactor,
      // Kept until purged after the commit; a time limit would delete what is not yet processed.
      configs: sorted({
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'message.timestamp.type': 'CreateTime',
      }),
    })),
    copartitionGroups: together
      ? [
          {
            sourceTopics: sourceTopics.map((_, index) => index),
            repartitionSourceTopics: read.map((_, index) => index),
          },
        ]
      : [],
  }
}

function sorted(configs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(configs).sort(([a], [b]) => (a < b ? -1 : 1)))
}
