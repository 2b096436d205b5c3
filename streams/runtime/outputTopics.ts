import { shadowTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { internalTopics } from './internalTopics.ts'
import { outwardTopics } from './outwardTopics.ts'

/** Every topic that the application may have written, in whichever role it was. Those of a role it never had do not exist. */
export function outputTopics(
  topology: Topology,
  {
    applicationId,
    deadLetterTopic,
  }: { readonly applicationId: string; readonly deadLetterTopic: string | null },
): readonly string[] {
  const outward = outwardTopics(topology, deadLetterTopic)
  return [
    ...internalTopics(topology, applicationId),
    ...outward,
    ...outward.map(topic => shadowTopic(applicationId, topic)),
  ]
}
