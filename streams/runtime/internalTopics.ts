import { repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { groupTopology } from './groupTopology.ts'

/** The topics that belong to the application alone: what a reset may touch. */
export function internalTopics(topology: Topology, applicationId: string): readonly string[] {
  const wire = groupTopology(topology, applicationId, -1)
  return [
    ...new Set([
      ...topology.subtopologies.flatMap(part =>
        part.repartitions.map(node => repartitionTopic(applicationId, node.topic)),
      ),
      ...wire.subtopologies.flatMap(part => part.stateChangelogTopics.map(({ name }) => name)),
    ]),
  ].sort()
}
