import { carryOverGroup, withoutResetMark } from '../runtime/resetMark.ts'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'

/**
 * What the application has committed; also where a change of its topology was cut off, and the copy alone has it. Empty while it
 * cannot be told, because a member that died left a transaction open.
 */
export async function carriedOffsets(kafka: Kafka, groupId: string): Promise<readonly CommittedOffset[]> {
  const committed = await kafka.allCommittedOffsets(groupId).catch(error => {
    if (error instanceof KafkaError && error.kafkaName === 'UNSTABLE_OFFSET_COMMIT') return null
    throw error
  })
  if (committed === null) return []
  if (committed.length > 0) return committed
  return withoutResetMark(await kafka.allCommittedOffsets(carryOverGroup(groupId)))
}
