import { type Connection, offsetCommitV8, offsetFetchV8 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { CommittedOffset, TopicPartition } from '../kafka.ts'
import { KafkaError } from '../kafkaError.ts'
import { answerOf } from '../libraryError.ts'
import { throwOnError } from '../protocolError.ts'
import { offsetTopics } from './offsetTopics.ts'

type Topics = { name: string; partitionIndexes: number[] }[]

export async function committedOffsets(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<readonly CommittedOffset[]> {
  if (partitions.length === 0) return []
  const topics = Array.from(
    Map.groupBy(partitions, entry => entry.topic),
    ([name, entries]) => ({ name, partitionIndexes: entries.map(entry => entry.partition) }),
  )
  return fetchOffsets(cluster, groupId, topics)
}

export async function allCommittedOffsets(
  cluster: Cluster,
  groupId: string,
): Promise<readonly CommittedOffset[]> {
  try {
    return await fetchOffsets(cluster, groupId, null)
  } catch (error) {
    if (error instanceof KafkaError && error.kafkaName === 'GROUP_ID_NOT_FOUND') return []
    throw error
  }
}

/** OffsetFetch that waits behind open transactions: their offsets may be about to count. Null topics: all. */
function fetchOffsets(cluster: Cluster, groupId: string, topics: Topics | null): Promise<CommittedOffset[]> {
  const operation = cluster.operation('read committed offsets')
  const groups = [{ groupId, topics }] as Parameters<typeof offsetFetchV8.api.async>[1]
  const send = async (connection: Connection) => {
    const answer = await answerOf(offsetFetchV8.api.async(connection, groups, true))
    const group = answer.groups[0]
    throwOnError(group?.errorCode ?? -1, operation.name, groupId)
    const committed: CommittedOffset[] = []
    for (const { name: topic, partitions } of group?.topics ?? []) {
      for (const { partitionIndex: partition, committedOffset, metadata, errorCode } of partitions) {
        throwOnError(errorCode, operation.name, `${topic}-${partition}`)
        const offset = Number(committedOffset)
        if (offset >= 0) committed.push({ topic, partition, offset, ...(metadata && { metadata }) })
      }
    }
    return committed
  }
  return cluster.retry(operation, () =>
    cluster.requestCoordinator('group', groupId, 'query', operation, send),
  )
}

/** As a client that is no member: only a group without members takes it. */
export async function commitOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: readonly CommittedOffset[],
): Promise<void> {
  if (offsets.length === 0) return
  const operation = cluster.operation('commit offsets')
  const topics = offsetTopics(offsets)
  const send = (connection: Connection) => offsetCommitV8.api.async(connection, groupId, -1, '', null, topics)
  await cluster.retry(operation, () => cluster.requestCoordinator('group', groupId, 'query', operation, send))
}
