import type { FeedContext } from './feedContext.ts'
import type { Filter } from './filter.ts'
import type { Held } from './held.ts'
import type { SnapshotReason } from './lost.ts'
import type { Positions } from './positions.ts'
import type { Tail } from './tail.ts'
import type { Token } from './token.ts'

/** Clocks of instances may differ by so much. */
const skewMs = 60_000

export interface Start {
  readonly positions: Positions
  readonly held: Held | null
}

/** Where a token leads to; or why it leads nowhere. */
export async function resumeFrom(
  { token, filter, context }: { token: Token | null; filter: Filter; context: FeedContext },
  tails: readonly Tail[],
): Promise<SnapshotReason | Start> {
  if (token === null) return 'new'
  const age = context.time.now() - token.time
  if (age > context.windowMs || age < -skewMs) return 'expired'
  if (token.filter !== filter.text || (filter.mayCease && !token.held)) return 'filter'
  for (const { topic, topicId, logs } of tails) {
    if (token.topicIds.get(topic) !== topicId) return 'topic-recreated'
    if (token.positions.get(topic)!.length !== logs.length) return 'out-of-log'
  }
  for (const tail of tails)
    if (!(await isInLog(tail, token.positions.get(tail.topic)!, context))) return 'out-of-log'
  context.counters.resumed++
  return { positions: token.positions, held: filter.mayCease ? token.held! : null }
}

/** Asks Kafka only of what is not known already. */
async function isInLog(
  { topic, logs }: Tail,
  offsets: readonly number[],
  { kafka }: FeedContext,
): Promise<boolean> {
  const asked = (isAsked: (offset: number, partition: number) => boolean) =>
    offsets.flatMap((offset, partition) => (isAsked(offset, partition) ? [{ topic, partition }] : []))
  const old = asked((offset, partition) => offset < logs[partition]!.head && !logs[partition]!.find(offset))
  const early = old.length === 0 ? [] : await kafka.listOffsets(old, 'earliest')
  const ahead = asked((offset, partition) => offset > logs[partition]!.head)
  const late = ahead.length === 0 ? [] : await kafka.listOffsets(ahead, 'latest')
  return (
    early.every(({ offset, partition }) => offsets[partition]! >= offset) &&
    late.every(({ offset, partition }) => offsets[partition]! <= offset)
  )
}
