import { shadowTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { internalTopics } from '../runtime/internalTopics.ts'
import { outwardTopics } from '../runtime/outwardTopics.ts'
import type { StreamsGroupDescription } from '../wire/kafka.ts'

/** Topics that are a generation's alone, by name: internal ones and shadows, whether they exist or not. */
export function ownTopics(topology: Topology, id: string, deadLetterTopic: string | null): readonly string[] {
  const shadows = outwardTopics(topology, deadLetterTopic).map(topic => shadowTopic(id, topic))
  return [...internalTopics(topology, id), ...shadows].sort()
}

/** Internal topics of the topology that a group runs. */
export const internalTopicsOf = (group: StreamsGroupDescription | null): readonly string[] =>
  (group?.topology?.subtopologies ?? []).flatMap(part => [
    ...part.stateChangelogTopics.map(({ name }) => name),
    ...part.repartitionSourceTopics.map(({ name }) => name),
    ...part.repartitionSinkTopics,
  ])

export const sourceTopicsOf = (group: StreamsGroupDescription | null): readonly string[] =>
  (group?.topology?.subtopologies ?? []).flatMap(part => part.sourceTopics)
