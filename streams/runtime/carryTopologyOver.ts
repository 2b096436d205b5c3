import type { Topology } from '../graph/topology.ts'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { CarryClaim } from './carryClaim.ts'
import { type ComparedTopology, compareTopology } from './compareTopology.ts'
import { describeTopologyDiff } from './describeTopologyDiff.ts'
import type { Logger } from './logger.ts'
import { carryOverGroup, isUnfinished, resetMarkIn, resetUnfinished, withoutResetMark } from './resetMark.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'
import type { TopologyDiff } from './topologyDiff.ts'
import { waitsForTransaction } from './wireTrouble.ts'

export interface CarryOptions {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly replicationFactor: number
  /** The losses that are accepted, by the name that the refusal gave them. */
  readonly acceptTopologyLoss: string | null
  /** Of this process: nobody else has it. */
  readonly memberId: string
  /** Where a transaction holds the offsets for ever, ends it (endLeftBehind.ts). */
  readonly endLeftBehind: () => Promise<boolean>
  readonly logger: Logger
  readonly time: Time
}

/**
 * Lets an application with a changed topology keep its id, where nothing is lost by that. Kafka 4.3 refuses another topology
 * under the same group, even when the group is empty; what works is to read the offsets, delete the group, and commit the
 * same offsets to the then empty group.
 *
 * Only with all members gone. Before the group is deleted its offsets are copied to the group `<id>-carry-over`: whichever
 * instance starts after a crash in between finds them there. Of instances that start together one does it ({@link CarryClaim}); the
 * others wait for that, and look again. Throws StreamsError TOPOLOGY_IN_USE or TOPOLOGY_LOSES before anything is changed.
 */
export async function carryTopologyOver(topology: Topology, options: CarryOptions): Promise<void> {
  for (let attempt = 1; ; ) {
    try {
      return await carryOver(topology, options)
    } catch (error) {
      if (waitsForTransaction(error)) {
        options.logger.warn(
          { error: String(error) },
          'committed offsets wait behind a transaction; asking again',
        )
        await options.endLeftBehind()
        continue
      }
      if (attempt === 5 || !(error instanceof KafkaError) || !overtaken.has(error.kafkaName)) throw error
      await options.time.sleep(100 * attempt++)
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
  const { kafka, applicationId: groupId, memberId, time } = options
  const claim = new CarryClaim({ kafka, time, groupId, name: memberId })
  for (;;) {
    const found = await findUndone(topology, options)
    // Asked after that: who finds nothing to do, because another is doing it, waits for that one.
    if (await claim.wasElsewhere()) continue
    if (found === null) {
      if (await claim.isOurs()) await claim.release()
      return
    }
    const [place] = [...found.held, ...(found.compared?.committed ?? [])]
    // Without any offset there is nothing to lose.
    if (place === undefined) return await kafka.deleteGroup(groupId)
    if (!(await claim.take(place))) continue
    try {
      await carryOut(topology, options, claim)
    } finally {
      await claim.release()
    }
  }
}

interface Undone {
  /** Offsets that lie in the group `<id>-carry-over`. */
  readonly held: readonly CommittedOffset[]
  /** Null: the group has no topology. */
  readonly compared: ComparedTopology | null
}

/** What is to be done before this topology can join; null: nothing. */
async function findUndone(topology: Topology, options: CarryOptions): Promise<Undone | null> {
  const { kafka, applicationId: groupId, acceptTopologyLoss } = options
  const held = await kafka.allCommittedOffsets(carryOverGroup(groupId))
  const reset = resetMarkIn(held)
  if (reset !== null && isUnfinished(reset)) throw resetUnfinished(groupId, reset.run)
  const compared = await compareTopology(kafka, groupId, topology, options)
  if (compared === null || compared.diff.isSame) return held.length === 0 ? null : { held, compared }
  if (compared.members > 0) {
    throw new StreamsError(
      'TOPOLOGY_IN_USE',
      `${compared.members} member(s) of "${groupId}" run another topology (${describeTopologyDiff(compared.diff).join('; ')}). ` +
        'Stop all of them first, or give the new topology its own application id and reprocess.',
    )
  }
  check(compared.diff, groupId, acceptTopologyLoss)
  return { held, compared }
}

/** Only with the claim. Looks again at what is to be done: another may have done it before. */
async function carryOut(topology: Topology, options: CarryOptions, claim: CarryClaim): Promise<void> {
  const { kafka, applicationId: groupId, logger } = options
  const copy = carryOverGroup(groupId)
  const held = await kafka.allCommittedOffsets(copy)
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
  const { compared } = (await findUndone(topology, options)) ?? { compared: null }
  if (compared === null) return
  const { committed, diff } = compared
  logger.info(
    {
      groupId,
      partitions: committed.length,
      changes: describeTopologyDiff(diff),
      ...(diff.loss !== null && { accepted: diff.loss }),
    },
    'the topology changed: carrying the committed offsets over to a new group of the same name',
  )
  if (committed.length > 0) await kafka.commitOffsets(copy, committed)
  if (!(await claim.isOurs())) return
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
