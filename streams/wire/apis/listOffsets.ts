import { type Connection, listOffsetsV8 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { Kafka, ListedOffset, TopicPartition } from '../kafka.ts'
import { answerOf } from '../libraryError.ts'
import { kafkaErrorOf } from '../protocolError.ts'
import { forEachLeader } from './forEachLeader.ts'

const READ_UNCOMMITTED = 0
const READ_COMMITTED = 1

type At = Parameters<Kafka['listOffsets']>[1]

/** Every partition's leader is asked; partitions whose leader moved are asked again. */
export async function listOffsets(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  at: At,
): Promise<readonly ListedOffset[]> {
  const [isolation, timestamp] = positionOf(at)
  const answers = await forEachLeader(
    cluster,
    'list offsets',
    'query',
    partitions,
    async (connection: Connection, group) => {
      const topics = Array.from(
        Map.groupBy(group, entry => entry.topic),
        ([name, entries]) => ({
          name,
          partitions: entries.map(({ partition }) => ({
            partitionIndex: partition,
            currentLeaderEpoch: -1,
            timestamp,
          })),
        }),
      )
      const answer = await answerOf(listOffsetsV8.api.async(connection, -1, isolation, topics))
      return answer.topics.flatMap(topic =>
        topic.partitions.map(({ partitionIndex, errorCode, offset }) => ({
          topic: topic.name,
          partition: partitionIndex,
          offset: Number(offset),
          failure:
            errorCode === 0
              ? null
              : kafkaErrorOf(errorCode, 'list offsets', `${topic.name}-${partitionIndex}`),
        })),
      )
    },
  )
  return answers.map(({ topic, partition, offset }) => ({ topic, partition, offset }))
}

/** The end of what is read committed is the last stable offset. */
function positionOf(at: At): [isolation: 0 | 1, timestamp: bigint] {
  if (at === 'earliest') return [READ_UNCOMMITTED, -2n]
  if (at === 'latest') return [READ_UNCOMMITTED, -1n]
  if (at === 'stable') return [READ_COMMITTED, -1n]
  return [READ_COMMITTED, BigInt(at.timestamp)]
}
