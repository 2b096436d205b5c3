import type { Topology } from '../graph/topology.ts'
import type { Kafka } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { compareTopology } from './compareTopology.ts'
import { describeTopologyDiff } from './describeTopologyDiff.ts'
import type { Logger } from './logger.ts'
import { carryOverGroup, isUnfinished, resetMarkIn, resetUnfinished, withoutResetMark } from './resetMark.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'
import type { TopologyDiff } from './topologyDiff.ts'

export interface CarryOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly replicationFactor: number
  /** The losses that are accepted, by the name that the refusal gave them. */
  readonly acceptTopologyLoss: string | null
  readonly logger: Logger
  readonly time: Time
}

/**
 * Lets an application with a changed topology keep its id, where nothing is lost by that. Kafka 4.3 refuses another topology under the same group, even when
 * the group is empty; what works is to read the offsets, delete the group, and commit the same offsets to the then empty group.
 *
 * Only with all members gone. Before the group is deleted its offsets are copied to the group `<id>-carry-over`: whichever
 * instance starts after a crash in between finds them there. Instances that start together may all try; those that come
 * late find the work done and look again. Throws StreamsError TOPOLOGY_IN_USE, TOPOLOGY_LOSES or
 * RESET_UNFINISHED before anything is changed.
 */
export async function carryTopologyOver(topology: Topology, options: CarryOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await carryOver(topology, options)
    } catch (error) {
      if (attempt === 5 || !(error instanceof KafkaError) || !overtaken.has(error.kafkaName)) throw error
      await options.time.sleep(100 * attempt)
    }
  }
}

/** What Kafka answers when another instance was faster. */
const overtaken = new Set([
  'GROUP_ID_NOT_FOUND',
  'NON_EMPTY_GROUP',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
])

async function carryOver(topology: Topology, options: CarryOptions): Promise<void> {
  const { kafka, applicationId: groupId, acceptTopologyLoss, logger } = options
  const copy = carryOverGroup(groupId)
  const held = await kafka.allCommittedOffsets(copy)
  const reset = resetMarkIn(held)
  if (reset !== null && isUnfinished(reset)) throw resetUnfinished(groupId, reset.run)
  if (held.length > 0) {
    const unfinished = withoutResetMark(held)
    if (unfinished.length > 0 && (await kafka.allCommittedOffsets(groupId)).length === 0) {
      logger.info(
        { groupId, partitions: unfinished.length },
        'finishing a change of topology that was cut off',
      )
      await kafka.commitOffsets(groupId, unfinished)
    }
    await kafka.deleteGroup(copy)
  }
  const compared = await compareTopology(kafka, groupId, topology, options)
  if (compared === null || compared.diff.isSame) return
  const { members, committed, diff } = compared
  const changes = describeTopologyDiff(diff)
  if (members > 0) {
    throw new StreamsError(
      'TOPOLOGY_IN_USE',
      `${members} member(s) of "${groupId}" run another topology (${changes.join('; ')}). Stop all of them first, or give the new ` +
        'topology its own application id and reprocess.',
    )
  }
  check(diff, groupId, acceptTopologyLoss)
  logger.info(
    { groupId, partitions: committed.length, changes, ...(diff.loss !== null && { accepted: diff.loss }) },
    'the topology changed: carrying the committed offsets over to a new group of the same name',
  )
  if (committed.length > 0) await kafka.commitOffsets(copy, committed)
  await kafka.deleteGroup(groupId)
  if (committed.length === 0) return
  await kafka.commitOffsets(groupId, committed)
  await kafka.deleteGroup(copy)
}

function check(diff: TopologyDiff, groupId: string, accepted: string | null): void {
  if (diff.loss === null) return
  const losses = diff.parts.flatMap(({ kind, topic, loss }) =>
    loss === null ? [] : [`${kind} ${topic}: ${loss}`],
  )
  const isPossible = diff.parts.every(({ verdict }) => verdict !== 'repartitioned')
  if (isPossible && accepted === diff.loss) return
  throw new StreamsError(
    'TOPOLOGY_LOSES',
    `This topology would lose something in place of what "${groupId}" has: ${losses.join('; ')}. Nothing was changed. ` +
      'Reprocess with it beside the running one, or under an application id of its own; or start the earlier program again' +
      (isPossible
        ? `; or accept exactly this: acceptTopologyLoss "${diff.loss}".`
        : '. Another number of partitions cannot be accepted.'),
  )
}
