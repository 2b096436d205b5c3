import type { Kafka } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'

/**
 * Where the changelogs of groups end, by topic and partition. While they are quiet, all that they committed is before it, and
 * nothing comes behind it.
 */
export async function changelogEnds(
  kafka: Kafka,
  groupIds: readonly string[],
): Promise<Readonly<Record<string, readonly number[]>>> {
  const groups = await Promise.all(groupIds.map(id => kafka.describeStreamsGroup(id)))
  const names = groups.flatMap(group =>
    (group?.topology?.subtopologies ?? []).flatMap(part => part.stateChangelogTopics.map(({ name }) => name)),
  )
  const { topics } = await kafka.metadata(names)
  const ends: Record<string, number[]> = {}
  const partitions = names.flatMap(name => partitionsOf(topics.get(name)))
  for (const { topic, partition, offset } of await kafka.listOffsets(partitions, 'latest')) {
    ends[topic] ??= []
    ends[topic][partition] = offset
  }
  return ends
}
