import {
  addOffsetsToTxnV3,
  type Connection,
  endTxnV3,
  initProducerIdV4,
  txnOffsetCommitV3,
} from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import type { CommittedOffset, GroupMember, Producer } from '../kafka.ts'
import { offsetTopics } from './offsetTopics.ts'

/*
 * Transactions of version 1. The versions of these requests that belong to version 2 (KIP-890: Produce 12, TxnOffsetCommit
 * and EndTxn 5) must never be mixed in: there every EndTxn raises the epoch.
 *
 * All of them may be repeated after a lost answer: each states what is to be, not what is to change.
 */

export function initProducerId(
  cluster: Cluster,
  transactionalId: string,
  transactionTimeoutMs: number,
  previous?: Producer,
): Promise<Producer> {
  return atTransactionCoordinator(cluster, 'initialise the producer', transactionalId, async connection => {
    // Without a previous one: whatever id and epoch there were, the broker raises the epoch, which fences their owner.
    const answer = await initProducerIdV4.api.async(
      connection,
      transactionalId,
      transactionTimeoutMs,
      previous ? BigInt(previous.producerId) : -1n,
      previous ? previous.producerEpoch : -1,
    )
    return { transactionalId, producerId: Number(answer.producerId), producerEpoch: answer.producerEpoch }
  })
}

export async function addOffsetsToTxn(cluster: Cluster, producer: Producer, groupId: string): Promise<void> {
  const { transactionalId, producerId, producerEpoch } = producer
  await atTransactionCoordinator(cluster, 'add offsets to the transaction', transactionalId, connection =>
    addOffsetsToTxnV3.api.async(connection, transactionalId, BigInt(producerId), producerEpoch, groupId),
  )
}

export async function txnOffsetCommit(
  cluster: Cluster,
  producer: Producer,
  group: GroupMember,
  offsets: readonly CommittedOffset[],
): Promise<void> {
  if (offsets.length === 0) return
  const operation = cluster.operation('commit offsets in the transaction')
  const topics = offsetTopics(offsets)
  const send = (connection: Connection) =>
    txnOffsetCommitV3.api.async(
      connection,
      producer.transactionalId,
      group.groupId,
      BigInt(producer.producerId),
      producer.producerEpoch,
      group.memberEpoch,
      group.memberId,
      null,
      topics,
    )
  await cluster.retry(operation, () =>
    cluster.requestCoordinator('group', group.groupId, 'produce', operation, send),
  )
}

/**
 * Repeated after a lost answer with the same epoch: the coordinator answers CONCURRENT_TRANSACTIONS while the first is being
 * carried out and success once it is, as long as nobody has raised the epoch since (PRODUCER_FENCED: the transaction timed
 * out and was aborted, or another owner came). A transaction to which nothing was added is INVALID_TXN_STATE.
 */
export async function endTxn(cluster: Cluster, producer: Producer, commit: boolean): Promise<void> {
  const { transactionalId, producerId, producerEpoch } = producer
  const name = commit ? 'commit the transaction' : 'abort the transaction'
  await atTransactionCoordinator(cluster, name, transactionalId, connection =>
    endTxnV3.api.async(connection, transactionalId, BigInt(producerId), producerEpoch, commit),
  )
}

function atTransactionCoordinator<T>(
  cluster: Cluster,
  name: string,
  transactionalId: string,
  send: (connection: Connection) => Promise<T>,
): Promise<T> {
  const operation = cluster.operation(name)
  return cluster.retry(operation, () =>
    cluster.requestCoordinator('transaction', transactionalId, 'produce', operation, send),
  )
}
