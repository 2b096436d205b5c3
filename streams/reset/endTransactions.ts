import type { CommittedOffset } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import type { ResetContext } from './resetContext.ts'
import type { ResetPlan } from './resetPlan.ts'

/** Of a transaction that is taken over only to be ended. */
const timeoutMs = 10_000
const open = new Set(['Ongoing', 'PrepareCommit', 'PrepareAbort'])

/**
 * Ends what members that are gone left open, so that none of their offsets is committed once the group is made anew. Those that
 * are known are ended at once; of others Kafka's own time limit is waited for.
 */
export async function endTransactions(context: ResetContext, plan: ResetPlan): Promise<void> {
  const { kafka, progress } = context
  const members = new Set([
    ...plan.members.map(({ memberId }) => memberId),
    ...plan.state.flatMap(({ memberId }) => memberId ?? []),
  ])
  for (const memberId of members) {
    const transactionalId = `${plan.id}-${memberId}`
    const state = await kafka.transactionState(transactionalId)
    if (!state || !open.has(state.state)) continue
    progress('transactions', `ending what ${memberId} left open`)
    await kafka.initProducerId(transactionalId, timeoutMs)
  }
  await settledOffsets(context, plan)
}

async function settledOffsets(context: ResetContext, { id }: ResetPlan): Promise<readonly CommittedOffset[]> {
  const { kafka, time, patienceMs, progress } = context
  const deadline = time.elapsed() + patienceMs
  for (;;) {
    try {
      return await kafka.allCommittedOffsets(id)
    } catch (error) {
      const isOpen = error instanceof KafkaError && error.kafkaName === 'UNSTABLE_OFFSET_COMMIT'
      if (!isOpen || time.elapsed() > deadline) throw error
      progress('transactions', 'waiting for Kafka to end a transaction that a member left open')
      await time.sleep(500)
    }
  }
}
