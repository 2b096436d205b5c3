import type { Kafka, StreamsSubtopology, StreamsTopicInfo, StreamsTopology } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import type { Logger } from './logger.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'

/**
 * Lets an application with a changed topology keep its id. Kafka 4.3 refuses another topology under the same group, even when
 * the group is empty; what works is to read the offsets, delete the group, and commit the same offsets to the then empty group.
 *
 * Only with all members gone. Before the group is deleted its offsets are copied to the group `<id>-carry-over`: whichever
 * instance starts after a crash in between finds them there. Instances that start together may all try; those that come
 * late find the work done and look again.
 */
export async function carryTopologyOver(
  kafka: Kafka,
  groupId: string,
  topology: StreamsTopology,
  logger: Logger,
  time: Time,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await carryOver(kafka, groupId, topology, logger)
    } catch (error) {
      if (attempt === 5 || !(error instanceof KafkaError) || !overtaken.has(error.kafkaName)) throw error
      await time.sleep(100 * attempt)
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

async function carryOver(
  kafka: Kafka,
  groupId: string,
  topology: StreamsTopology,
  logger: Logger,
): Promise<void> {
  const copy = `${groupId}-carry-over`
  const unfinished = await kafka.allCommittedOffsets(copy)
  if (unfinished.length > 0) {
    if ((await kafka.allCommittedOffsets(groupId)).length === 0) {
      logger.info(
        { groupId, partitions: unfinished.length },
        'finishing a change of topology that was cut off',
      )
      await kafka.commitOffsets(groupId, unfinished)
    }
    await kafka.deleteGroup(copy)
  }
  const group = await kafka.describeStreamsGroup(groupId)
  if (group?.topology == null) return
  const difference = describeDifference(group.topology, topology)
  if (difference === 'none') return
  if (group.members.length > 0) {
    throw new StreamsError(
      'TOPOLOGY_IN_USE',
      `${group.members.length} member(s) of "${groupId}" run another topology (${difference}). Stop all of them first, or give the new ` +
        'topology its own application id and reprocess.',
    )
  }
  const offsets = await kafka.allCommittedOffsets(groupId)
  logger.info(
    { groupId, partitions: offsets.length, difference },
    'the topology changed: carrying the committed offsets over to a new group of the same name',
  )
  if (offsets.length > 0) await kafka.commitOffsets(copy, offsets)
  await kafka.deleteGroup(groupId)
  if (offsets.length === 0) return
  await kafka.commitOffsets(groupId, offsets)
  await kafka.deleteGroup(copy)
}

/** Which subtopologies differ, and in what. */
function describeDifference(old: StreamsTopology, now: StreamsTopology): string {
  const differences: string[] = []
  const ids = new Set([...old.subtopologies, ...now.subtopologies].map(({ id }) => id))
  for (const id of ids) {
    const before = old.subtopologies.find(part => part.id === id)
    const after = now.subtopologies.find(part => part.id === id)
    if (!before || !after) {
      differences.push(`sub-topology ${id} is ${before ? 'gone' : 'new'}`)
      continue
    }
    const compare = (label: string, a: readonly string[], b: readonly string[]) => {
      const gone = a.filter(name => !b.includes(name))
      const added = b.filter(name => !a.includes(name))
      if (gone.length + added.length > 0) {
        differences.push(
          `sub-topology ${id} ${label}: ${[...added.map(name => `+${name}`), ...gone.map(name => `-${name}`)].join(' ')}`,
        )
      }
    }
    const names = (topics: readonly { readonly name: string }[]) => topics.map(({ name }) => name)
    compare('reads', before.sourceTopics, after.sourceTopics)
    compare('reads', names(before.repartitionSourceTopics), names(after.repartitionSourceTopics))
    compare('writes', before.repartitionSinkTopics, after.repartitionSinkTopics)
    compare('stores', names(before.stateChangelogTopics), names(after.stateChangelogTopics))
    // Settings count as well: the brokers compare everything.
    const internal = (part: StreamsSubtopology) => [
      ...part.stateChangelogTopics,
      ...part.repartitionSourceTopics,
    ]
    for (const topic of internal(after)) {
      const old = internal(before).find(({ name }) => name === topic.name)
      if (old && !sameSettings(old, topic)) differences.push(`settings of ${topic.name}`)
    }
  }
  return differences.join('; ') || 'none'
}

/** 0 asks the brokers to decide, and they tell what they decided. */
function sameSettings(old: StreamsTopicInfo, now: StreamsTopicInfo): boolean {
  const sorted = (topic: StreamsTopicInfo) => JSON.stringify(Object.entries(topic.configs).sort())
  return (
    sorted(old) === sorted(now) &&
    (now.partitions === 0 || now.partitions === old.partitions) &&
    (now.replicationFactor === 0 || now.replicationFactor === old.replicationFactor)
  )
}
