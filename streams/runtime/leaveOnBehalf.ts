import type { Topology } from '../graph/topology.ts'
import { unchangedHeartbeat } from '../wire/heartbeat.ts'
import { type KafkaStreamsOptions, settings } from './options.ts'
import { outputTopics } from './outputTopics.ts'
import { identityIn } from './stateIdentity.ts'
import { takeOverId } from './takeOverId.ts'

/**
 * Takes the leave of an instance whose process is dead: ends the transaction that it left open, then its membership, so that
 * others take its tasks over now instead of after its session. Topology and options are the dead one's. Resolves to whether it
 * still was a member. Started again later, it joins anew with the identity it has.
 *
 * Only for whoever knows that the process is gone: one that lives is fenced by this, and stops. Throws STATE_NEWER,
 * KafkaError or KafkaUnreachable.
 */
export async function leaveOnBehalf(
  topology: Topology,
  options: KafkaStreamsOptions & { readonly stateDir: string },
): Promise<boolean> {
  const filled = settings(options)
  const { kafka, applicationId } = filled
  const identity = await identityIn(options.stateDir, applicationId)
  if (identity === null) return false
  const transactionalId = `${applicationId}-${identity.memberId}`
  // The transaction first: whoever gets the tasks would wait for its outcome.
  const outputs = outputTopics(topology, filled)
  await takeOverId({
    ...filled,
    transactionalId,
    outputs,
    input: { isWhole: async () => null, hasConfirmed: () => false },
  })
  const dead = { groupId: applicationId, memberId: identity.memberId, memberEpoch: -1 }
  const { error } = await kafka.streamsGroupHeartbeat(unchangedHeartbeat(dead))
  return error === null
}
