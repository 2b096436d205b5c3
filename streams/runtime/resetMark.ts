import { generationsTopic } from '../graph/topicNames.ts'
import type { CommittedOffset, Kafka } from '../wire/kafka.ts'
import { StreamsError } from './streamsError.ts'

/** Where offsets lie while a group is made anew, and the mark of a reset. */
export const carryOverGroup = (groupId: string) => `${groupId}-carry-over`

/**
 * How far a reset is: `begun` (nothing is changed yet), `clearing` (topics and offsets are being deleted), `done` and `back` (all is
 * done, or nothing was, but for telling so). It stands in the metadata of an offset of the group `<id>-carry-over`, which every instance reads before it
 * joins: none joins in the middle of a reset.
 */
export interface ResetMark {
  readonly phase: 'begun' | 'clearing' | 'done' | 'back'
  readonly run: string
}

/** Whether no instance may join. */
export const isUnfinished = ({ phase }: ResetMark) => phase === 'begun' || phase === 'clearing'

export function resetMarkIn(offsets: readonly CommittedOffset[]): ResetMark | null {
  for (const { metadata } of offsets) {
    const match = markPattern.exec(metadata ?? '')
    if (match) return { phase: match[1] as ResetMark['phase'], run: match[2]! }
  }
  return null
}

export const withoutResetMark = (offsets: readonly CommittedOffset[]) =>
  offsets.filter(({ metadata }) => !markPattern.test(metadata ?? ''))

/** In the place of an earlier one; at the topic of the log of generations, of which nobody else commits an offset. */
export async function setResetMark(
  kafka: Kafka,
  { application, id }: { readonly application: string; readonly id: string },
  { phase, run }: ResetMark,
): Promise<void> {
  const place = { topic: generationsTopic(application), partition: 0 }
  await kafka.commitOffsets(carryOverGroup(id), [
    { ...place, offset: 0, metadata: `millrace:reset:${phase}:${run}` },
  ])
}

export const resetUnfinished = (groupId: string, run: string) =>
  new StreamsError(
    'RESET_UNFINISHED',
    `A reset of "${groupId}" (run ${run}) has begun and is not finished. Run the reset again: it completes what it had planned.`,
  )

const markPattern = /^millrace:reset:(begun|clearing|done|back):(.+)$/
