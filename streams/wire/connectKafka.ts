import { addPartitionsToTxn } from './apis/addPartitionsToTxn.ts'
import { requestApiVersions } from './apis/apiVersions.ts'
import { setConfigs, topicConfigs } from './apis/configs.ts'
import { deleteGroup } from './apis/deleteGroup.ts'
import { openTransactions, transactionState } from './apis/describeTransactions.ts'
import { fetchFrom } from './apis/fetch.ts'
import { allCommittedOffsets, commitOffsets, committedOffsets } from './apis/groupOffsets.ts'
import { listOffsets } from './apis/listOffsets.ts'
import { transactionalIds } from './apis/listTransactions.ts'
import { ProduceQueue } from './apis/produce.ts'
import { describeStreamsGroup } from './apis/streamsDescribe.ts'
import { STREAMS_GROUP_HEARTBEAT, streamsHeartbeat, unsupportedHeartbeat } from './apis/streamsHeartbeat.ts'
import { topicBytes } from './apis/topicBytes.ts'
import { createTopics, deleteRecords, deleteTopicIds, deleteTopics } from './apis/topics.ts'
import { addOffsetsToTxn, endTxn, initProducerId, txnOffsetCommit } from './apis/transactions.ts'
import { Cluster } from './cluster.ts'
import type { Kafka } from './kafka.ts'
import { checkKafkaOptions, type KafkaOptions } from './kafkaOptions.ts'

/**
 * Connects to a cluster and asks once what its brokers can do.
 *
 * Throws a TypeError for options that make no sense, KafkaUnreachable when no broker answers within the request timeout, and
 * KafkaError for a login that was refused. Later, lost connections are opened again by themselves.
 */
export async function connectKafka(options: KafkaOptions): Promise<Kafka> {
  const cluster = new Cluster(checkKafkaOptions(options))
  try {
    const { highest } = await requestApiVersions(cluster)
    await cluster.refresh([], cluster.operation('connect'))
    return kafkaOn(cluster, highest.has(STREAMS_GROUP_HEARTBEAT))
  } catch (error) {
    cluster.close()
    throw error
  }
}

function kafkaOn(cluster: Cluster, knowsStreams: boolean): Kafka {
  const queue = new ProduceQueue(cluster)
  return {
    metadata: topics => cluster.refresh(topics, cluster.operation('read metadata')),
    leaderOf: (topic, partition) => {
      const operation = cluster.operation('find the leader')
      return cluster.retry(operation, () => cluster.leaderOf(topic, partition, operation))
    },
    fetch: (brokerId, request) => fetchFrom(cluster, brokerId, request),
    listOffsets: (partitions, at) => listOffsets(cluster, partitions, at),

    committedOffsets: (groupId, partitions) => committedOffsets(cluster, groupId, partitions),
    allCommittedOffsets: groupId => allCommittedOffsets(cluster, groupId),
    commitOffsets: (groupId, offsets) => commitOffsets(cluster, groupId, offsets),

    streamsGroupHeartbeat: async request =>
      knowsStreams ? streamsHeartbeat(cluster, request) : unsupportedHeartbeat(request),
    describeStreamsGroup: groupId => describeStreamsGroup(cluster, groupId),
    deleteGroup: groupId => deleteGroup(cluster, groupId),

    initProducerId: (transactionalId, timeoutMs, previous) =>
      initProducerId(cluster, transactionalId, timeoutMs, previous),
    addPartitionsToTxn: (producer, partitions) => addPartitionsToTxn(cluster, producer, partitions),
    produce: (producer, batches) => queue.produce(producer, batches),
    addOffsetsToTxn: (producer, groupId) => addOffsetsToTxn(cluster, producer, groupId),
    txnOffsetCommit: (producer, group, offsets) => txnOffsetCommit(cluster, producer, group, offsets),
    endTxn: (producer, commit) => endTxn(cluster, producer, commit),
    transactionState: transactionalId => transactionState(cluster, transactionalId),
    transactionalIds: producerIds => transactionalIds(cluster, producerIds),
    openTransactions: partitions => openTransactions(cluster, partitions),

    createTopics: topics => createTopics(cluster, topics),
    deleteTopics: topics => deleteTopics(cluster, topics),
    deleteTopicIds: ids => deleteTopicIds(cluster, ids),
    topicBytes: partitions => topicBytes(cluster, partitions),
    topicConfigs: topics => topicConfigs(cluster, topics),
    setGroupConfigs: (groupId, configs) => setConfigs(cluster, 'group', groupId, configs),
    setTopicConfigs: (topic, configs) => setConfigs(cluster, 'topic', topic, configs),
    deleteRecords: before => deleteRecords(cluster, before),
    features: async () => (await requestApiVersions(cluster)).features,

    close: async () => cluster.close(),
  }
}
