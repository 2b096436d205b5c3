import { carryOverGroup, withoutResetMark } from '../runtime/resetMark.ts'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'

/** What the application has committed; also where a change of its topology was cut off, and the copy alone has it. */
export async function carriedOffsets(kafka: Kafka, groupId: string): Promise<readonly CommittedOffset[]> {
  const committed = await kafka.allCommittedOffsets(groupId)
  if (committed.length > 0) return committed
  return withoutResetMark(await kafka.allCommittedOffsets(carryOverGroup(groupId)))
}
