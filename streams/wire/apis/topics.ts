import { type Connection, createTopicsV7, deleteRecordsV2, deleteTopicsV6 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { CommittedOffset, NewTopic } from '../kafka.ts'
import { answerOf } from '../libraryError.ts'
import { errorName, kafkaErrorOf } from '../protocolError.ts'
import { forEachLeader } from './forEachLeader.ts'

/** Said before anything was done. */
const NOTHING_DONE = new Set(['THROTTLING_QUOTA_EXCEEDED', 'NOT_CONTROLLER'])

/** Any broker takes these: it hands them on to the controller. */
export async function createTopics(cluster: Cluster, topics: readonly NewTopic[]): Promise<void> {
  if (topics.length === 0) return
  const operation = cluster.operation('create topics')
  const wanted = topics.map(topic => ({
    name: topic.name,
    numPartitions: topic.partitions,
    replicationFactor: topic.replicationFactor,
    assignments: [],
    configs: Object.entries(topic.configs).map(([name, value]) => ({ name, value })),
  }))
  const send = (connection: Connection) =>
    createTopicsV7.api.async(connection, wanted, Math.ceil(operation.deadline.left), false)
  await cluster.retry(
    operation,
    () => cluster.brokers.requestAny('admin', operation.name, operation.deadline, send),
    // A second attempt would stumble over what the first one created; of several, one may be done and another not.
    { repeatable: false, retries: error => topics.length === 1 && NOTHING_DONE.has(error.kafkaName) },
  )
  for (const topic of topics) cluster.forgetTopic(topic.name)
}

export async function deleteTopics(cluster: Cluster, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return
  const operation = cluster.operation('delete topics')
  const named = topics.map(name => ({ name }))
  const send = (connection: Connection) =>
    deleteTopicsV6.api.async(connection, named, Math.ceil(operation.deadline.left))
  await cluster.retry(
    operation,
    () => cluster.brokers.requestAny('admin', operation.name, operation.deadline, send),
    { repeatable: false, retries: error => NOTHING_DONE.has(error.kafkaName) },
  )
  for (const topic of topics) cluster.forgetTopic(topic)
}

/** Safe to repeat: what is gone stays gone. */
export async function deleteTopicIds(cluster: Cluster, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const operation = cluster.operation('delete topics')
  const named = ids.map(topicId => ({ name: null, topicId }))
  const send = async (connection: Connection) => {
    const answer = await answerOf(
      deleteTopicsV6.api.async(connection, named, Math.ceil(operation.deadline.left)),
    )
    for (const { topicId, errorCode, errorMessage } of answer.responses) {
      if (errorCode !== 0 && errorName(errorCode) !== 'UNKNOWN_TOPIC_ID')
        throw kafkaErrorOf(errorCode, operation.name, errorMessage ?? topicId)
    }
    return answer.responses
  }
  const deleted = await cluster.retry(operation, () =>
    cluster.brokers.requestAny('admin', operation.name, operation.deadline, send),
  )
  for (const { name } of deleted) if (name) cluster.forgetTopic(name)
}

/** Up to, not including, each offset. */
export async function deleteRecords(cluster: Cluster, before: readonly CommittedOffset[]): Promise<void> {
  await forEachLeader(cluster, 'delete records', 'admin', before, async (connection, group) => {
    const topics = Array.from(
      Map.groupBy(group, entry => entry.topic),
      ([name, entries]) => ({
        name,
        partitions: entries.map(({ partition, offset }) => ({
          partitionIndex: partition,
          offset: BigInt(offset),
        })),
      }),
    )
    const answer = await answerOf(deleteRecordsV2.api.async(connection, topics, cluster.requestTimeoutMs))
    return answer.topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, errorCode }) => ({
        topic,
        partition,
        failure: errorCode === 0 ? null : kafkaErrorOf(errorCode, 'delete records', `${topic}-${partition}`),
      })),
    )
  })
}
