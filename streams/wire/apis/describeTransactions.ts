import { describeProducersV0, describeTransactionsV0 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { OpenTransaction, TopicPartition, TransactionState } from '../kafka.ts'
import { answerOf } from '../libraryError.ts'
import { kafkaErrorOf } from '../protocolError.ts'
import { forEachLeader } from './forEachLeader.ts'

const TRANSACTIONAL_ID_NOT_FOUND = 105

/** As its coordinator holds it; null when the id was never used, or was forgotten. */
export async function transactionState(
  cluster: Cluster,
  transactionalId: string,
): Promise<TransactionState | null> {
  const operation = cluster.operation('describe the transaction')
  return cluster.retry(operation, () =>
    cluster.requestCoordinator('transaction', transactionalId, 'admin', operation, async connection => {
      const answer = await answerOf(describeTransactionsV0.api.async(connection, [transactionalId]))
      const state = answer.transactionStates[0]!
      if (state.errorCode === TRANSACTIONAL_ID_NOT_FOUND) return null
      if (state.errorCode !== 0) throw kafkaErrorOf(state.errorCode, operation.name, transactionalId)
      return {
        state: state.transactionState,
        producerId: Number(state.producerId),
        producerEpoch: state.producerEpoch,
      }
    }),
  )
}

/** The transactions that readers of these partitions wait behind, as the partitions' leaders see them. */
export async function openTransactions(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): Promise<readonly OpenTransaction[]> {
  const name = 'describe producers'
  const answers = await forEachLeader(cluster, name, 'admin', partitions, async (connection, group) => {
    const topics = Array.from(
      Map.groupBy(group, ({ topic }) => topic),
      ([name, entries]) => ({ name, partitionIndexes: entries.map(({ partition }) => partition) }),
    )
    const answer = await answerOf(describeProducersV0.api.async(connection, topics))
    return answer.topics.flatMap(({ name: topic, partitions }) =>
      partitions.map(({ partitionIndex: partition, errorCode, activeProducers }) => ({
        topic,
        partition,
        failure: errorCode === 0 ? null : kafkaErrorOf(errorCode, name, `${topic}-${partition}`),
        producers: activeProducers,
      })),
    )
  })
  return answers.flatMap(({ topic, partition, producers }) =>
    producers
      .filter(({ currentTxnStartOffset }) => currentTxnStartOffset >= 0n)
      .map(({ producerId, producerEpoch, currentTxnStartOffset }) => ({
        topic,
        partition,
        producerId: Number(producerId),
        producerEpoch,
        firstOffset: Number(currentTxnStartOffset),
      })),
  )
}
