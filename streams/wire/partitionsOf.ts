import type { TopicMetadata, TopicPartition } from './kafka.ts'

/** The partitions of a topic, by number; of one that does not exist, none. */
export function partitionsOf(topic: TopicMetadata | undefined): readonly TopicPartition[] {
  if (!topic) return []
  return topic.leaders.map((_, partition) => ({ topic: topic.name, partition }))
}
