import type { Kafka, StreamsSubtopology, StreamsTopicInfo, StreamsTopology } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import { StreamsError } from './streamsError.ts'

/**
 * Lets an application with a changed topology keep its id. Kafka 4.3 refuses another topology under the same group, even when
 * the group is empty; what works is to read the offsets, delete the group, and commit the same offsets to the then empty group.
 *
 * Only with all members gone. A crash between delete and commit would lose the offsets, so they are first written to
 * `remember` and, when found there at the next start, committed then.
 */
export async function carryTopologyOver(
  kafka: Kafka,
  groupId: string,
  topology: StreamsTopology,
  memory: OffsetMemory,
  logger: Logger,
): Promise<void> {
  const unfinished = await memory.read()
  if (unfinished) {
    const present = await kafka.allCommittedOffsets(groupId)
    if (present.length === 0) await kafka.commitOffsets(groupId, unfinished)
    await memory.forget()
  }
  const group = await kafka.describeStreamsGroup(groupId)
  if (group?.topology == null || sameTopology(group.topology, topology)) return
  if (group.members.length > 0) {
    const difference = describeDifference(group.topology, topology)
    throw new StreamsError(
      'TOPOLOGY_IN_USE',
      `${group.members.length} member(s) of "${groupId}" run another topology (${difference}). Stop all of them first, or give the new ` +
        'topology its own application id and reprocess.',
    )
  }
  const offsets = await kafka.allCommittedOffsets(groupId)
  logger.info(
    { groupId, partitions: offsets.length, difference: describeDifference(group.topology, topology) },
    'the topology changed: carrying the committed offsets over to a new group of the same name',
  )
  await memory.write(offsets)
  await kafka.deleteGroup(groupId)
  if (offsets.length > 0) await kafka.commitOffsets(groupId, offsets)
  await memory.forget()
}

/** Where offsets outlive a crash between delete and commit. */
export interface OffsetMemory {
  read(): Promise<Awaited<ReturnType<Kafka['allCommittedOffsets']>> | null>
  write(offsets: Awaited<ReturnType<Kafka['allCommittedOffsets']>>): Promise<void>
  forget(): Promise<void>
}

function sameTopology(a: StreamsTopology, b: StreamsTopology): boolean {
  return a.subtopologies.length === b.subtopologies.length && describeDifference(a, b) === 'none'
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
