import { listTransactionsV1 } from '@platformatic/kafka'
import type { Cluster } from '../cluster.ts'
import { answerOf } from '../libraryError.ts'
import { throwOnError } from '../protocolError.ts'

/** The transactional ids of these producers, whatever became of their transactions. Each broker knows those that it coordinates. */
export async function transactionalIds(
  cluster: Cluster,
  producerIds: readonly number[],
): Promise<readonly string[]> {
  if (producerIds.length === 0) return []
  const operation = cluster.operation('list transactions')
  return cluster.retry(operation, async () => {
    const { brokers } = await cluster.refresh([], operation)
    const found = brokers.map(({ id }) =>
      cluster.brokers.request(id, 'admin', operation.name, operation.deadline, async connection => {
        const answer = await answerOf(
          listTransactionsV1.api.async(connection, [], producerIds.map(BigInt), -1n, null),
        )
        throwOnError(answer.errorCode, operation.name, `broker ${id}`)
        return answer.transactionStates.map(({ transactionalId }) => transactionalId)
      }),
    )
    return (await Promise.all(found)).flat()
  })
}
