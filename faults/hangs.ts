import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { partitions } from '../bench/workload.ts'

/** What lives is over by then. */
const lookAgainMs = 3_000

/**
 * Transactions that readers wait behind although their coordinators hold them to be over: a failing of Kafka's own
 * (docs/exactly-once.md), to be told from one of the engine's.
 */
export async function hangs(
  kafka: Kafka,
  topics: readonly string[],
  transactionalIds: readonly string[],
): Promise<readonly string[]> {
  const all = topics.flatMap(topic =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  )
  const before = await kafka.openTransactions(all)
  await sleep(lookAgainMs)
  const stuck = (await kafka.openTransactions(all)).filter(now =>
    before.some(
      then =>
        then.topic === now.topic && then.partition === now.partition && then.firstOffset === now.firstOffset,
    ),
  )
  const states = await Promise.all(
    transactionalIds.map(async id => ({ id, held: await kafka.transactionState(id) })),
  )
  return stuck.flatMap(open => {
    const { id, held } = states.find(state => state.held?.producerId === open.producerId) ?? {}
    return held && /^(Complete|Empty|Dead)/.test(held.state)
      ? [
          `${open.topic}[${open.partition}] is held at ${open.firstOffset} by epoch ${open.producerEpoch} of ${id}, which is ${held.state} in epoch ${held.producerEpoch}`,
        ]
      : []
  })
}
