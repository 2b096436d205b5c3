import { storeInputs } from '../graph/storeInputs.ts'
import type { Topology } from '../graph/topology.ts'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import { groupTopology } from './groupTopology.ts'
import { systemTime, type Time } from './time.ts'
import { type TopologyDiff, topologyDiff } from './topologyDiff.ts'
import { topologyFacts } from './topologyFacts.ts'

export interface ComparedTopology {
  /** Members of the group that are alive, with the topology that it has. */
  readonly members: number
  /** Of the group. */
  readonly committed: readonly CommittedOffset[]
  readonly diff: TopologyDiff
}

/**
 * What would become of what an application has under its id if it were started with this topology. Null: nothing has run under
 * the id. While members are alive, what waits in repartition topics comes and goes. Changes nothing.
 */
export async function compareTopology(
  kafka: Kafka,
  applicationId: string,
  topology: Topology,
  { replicationFactor = -1, time = systemTime }: { replicationFactor?: number; time?: Time } = {},
): Promise<ComparedTopology | null> {
  const group = await kafka.describeStreamsGroup(applicationId)
  if (group?.topology == null) return null
  const committed = await kafka.allCommittedOffsets(applicationId)
  const now = groupTopology(topology, applicationId, replicationFactor)
  const facts = await topologyFacts(group.topology, now, committed, { kafka, time })
  return {
    members: group.members.length,
    committed,
    diff: topologyDiff(group.topology, now, storeInputs(topology, applicationId), facts),
  }
}
