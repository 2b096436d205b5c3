import { describeLogDirsV4 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { TopicPartition } from '../kafka.ts'
import { answerOf } from '../libraryError.ts'
import { forEachLeader } from './forEachLeader.ts'

/** DescribeLogDirs of each leader: what it has on its disks, of one replica. */
export async function topicBytes(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = await forEachLeader(
    cluster,
    'describe log sizes',
    'admin',
    partitions,
    async (link, group) => {
      const topics = Array.from(
        Map.groupBy(group, ({ topic }) => topic),
        ([name, entries]) => ({ name, partitions: entries.map(({ partition }) => partition) }),
      )
      const { results } = await answerOf(describeLogDirsV4.api.async(link, topics))
      const found = new Map(
        results
          .flatMap(directory => directory.topics)
          .flatMap(({ name, partitions }) =>
            partitions.map(each => [`${name}/${each.partitionIndex}`, Number(each.partitionSize)] as const),
          ),
      )
      return group.map(({ topic, partition }) => ({
        topic,
        partition,
        bytes: found.get(`${topic}/${partition}`) ?? 0,
        failure: null,
      }))
    },
  )
  const total = new Map<string, number>()
  for (const { topic, bytes } of sizes) total.set(topic, (total.get(topic) ?? 0) + bytes)
  return total
}
