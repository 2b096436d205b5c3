import { type Connection, metadataV12 } from '@platformatic/kafka'
import type { ClusterMetadata, TopicMetadata } from '../kafka.ts'
import { answerOf } from '../libraryError.ts'
import { errorName, kafkaErrorOf } from '../protocolError.ts'

const ABSENT = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION', 'UNKNOWN_TOPIC_ID'])
/** A topic so new that its leaders are not chosen: it exists, and its leaders are −1. */
const UNDECIDED = 'LEADER_NOT_AVAILABLE'

/** Never creates a topic by asking for it. */
export async function requestMetadata(
  connection: Connection,
  topics: readonly string[],
  operation: string,
): Promise<ClusterMetadata> {
  const answer = await answerOf(metadataV12.api.async(connection, [...topics], false, false))
  const found = new Map<string, TopicMetadata>()
  for (const topic of answer.topics) {
    const error = errorName(topic.errorCode)
    if (typeof topic.name !== 'string' || (error !== null && ABSENT.has(error))) continue
    if (error !== null && error !== UNDECIDED) throw kafkaErrorOf(topic.errorCode, operation, topic.name)
    const leaders: number[] = new Array(topic.partitions.length).fill(-1)
    for (const partition of topic.partitions) leaders[partition.partitionIndex] = partition.leaderId
    found.set(topic.name, { name: topic.name, id: topic.topicId, leaders })
  }
  return {
    clusterId: answer.clusterId ?? '',
    brokers: answer.brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })),
    topics: found,
  }
}
