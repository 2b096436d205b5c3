import type { Topology } from '../graph/topology.ts'

/** Topics that the application writes for others to read: those of its sinks, and of its dead letters. Each once, sorted. */
export const outwardTopics = (topology: Topology, deadLetterTopic: string | null): readonly string[] =>
  [
    ...new Set([
      ...topology.subtopologies.flatMap(part =>
        part.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : [])),
      ),
      ...(deadLetterTopic ? [deadLetterTopic] : []),
    ]),
  ].sort()
