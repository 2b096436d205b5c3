import type { Topology } from '../graph/topology.ts'
import { internalTopics } from './internalTopics.ts'

/** Every topic that the application writes. */
export const outputTopics = (
  topology: Topology,
  {
    applicationId,
    deadLetterTopic,
  }: { readonly applicationId: string; readonly deadLetterTopic: string | null },
): readonly string[] => [
  ...internalTopics(topology, applicationId),
  ...topology.subtopologies.flatMap(part =>
    part.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : [])),
  ),
  ...(deadLetterTopic ? [deadLetterTopic] : []),
]
