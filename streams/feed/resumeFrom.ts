import type { Crossing } from './crossing.ts'
import type { Entry } from './entry.ts'
import type { FeedContext } from './feedContext.ts'
import type { Filter } from './filter.ts'
import type { Held } from './held.ts'
import { Lost, type SnapshotReason } from './lost.ts'
import type { Positions } from './positions.ts'
import type { Tail } from './tail.ts'
import type { Token } from './token.ts'

/** Clocks of instances may differ by so much. */
const skewMs = 60_000

export interface Start {
  readonly positions: Positions
  readonly held: Held | null
  /** What lies before; null: nothing. */
  readonly passage: Passage | null
}

/** A place on the way from one generation to another. */
export interface Passage {
  readonly token: Token
  readonly crossing: Crossing
  /** By partition. */
  readonly positions: readonly number[]
  readonly told: readonly number[]
  readonly differing: readonly (readonly Entry[])[]
}

export interface Resuming {
  readonly token: Token | null
  readonly withRows: boolean
  readonly filter: Filter
  readonly context: FeedContext
  /** Of tokens of another generation; null: it leads nowhere from there. */
  readonly crossingFrom: (token: Token) => Promise<Crossing | null>
}

/** Where a token leads to; or why it leads nowhere. */
export async function resumeFrom(
  { token, withRows, filter, context, crossingFrom }: Resuming,
  tails: readonly Tail[],
): Promise<SnapshotReason | Start> {
  if (token === null) return withRows ? 'new' : fromNowOn(tails)
  const age = context.time.now() - token.time
  if (age > context.windowMs || age < -skewMs) return 'expired'
  if (token.filter !== filter.text || (filter.mayCease && !token.held)) return 'filter'
  const held = filter.mayCease ? token.held! : null
  let { positions } = token
  let passage: Passage | null = null
  if (tails.every(({ topic }) => positions.has(topic))) {
    for (const { topic, topicId } of tails)
      if (token.topicIds.get(topic) !== topicId) return 'topic-recreated'
    // It was on its way to the generation that was live in between.
    if (token.crossing?.told.some(told => told > 0)) return 'generation'
  } else {
    passage = await passageOf(token, crossingFrom)
    if (passage === null) return 'generation'
    positions = new Map([[tails[0]!.topic, [...passage.crossing.begins]]])
  }
  for (const { topic, logs } of tails) if (positions.get(topic)!.length !== logs.length) return 'out-of-log'
  for (const tail of tails)
    if (!(await isInLog(tail, positions.get(tail.topic)!, context))) return 'out-of-log'
  context.counters.resumed++
  if (passage) context.counters.crossed++
  return { positions, held, passage }
}

const fromNowOn = (tails: readonly Tail[]): Start => ({
  positions: new Map(tails.map(({ topic, heads }) => [topic, heads])),
  held: null,
  passage: null,
})

async function passageOf(token: Token, crossingFrom: Resuming['crossingFrom']): Promise<Passage | null> {
  try {
    const crossing = await crossingFrom(token)
    const positions = crossing && token.positions.get(crossing.topic)
    if (!positions || token.topicIds.get(crossing.topic) !== crossing.topicId) return null
    // Beyond the end is what its generation did when it was not live any more.
    if (positions.length !== crossing.ends.length) return null
    if (positions.some((offset, partition) => offset > crossing.ends[partition]!)) return null
    const told = token.crossing?.told ?? positions.map(() => 0)
    if (token.crossing && token.crossing.cut !== crossing.cut && told.some(each => each > 0)) return null
    const differing = await crossing.differing()
    if (told.some((each, partition) => each > (differing[partition]?.length ?? 0))) return null
    return { token, crossing, positions, told: positions.map((_, at) => told[at] ?? 0), differing }
  } catch (error) {
    if (error instanceof Lost) return null
    throw error
  }
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
