import { cutProgress } from '../runtime/cutProgress.ts'
import { StreamsError } from '../runtime/streamsError.ts'
import { changelogEnds } from './changelogEnds.ts'
import { type CoordinatorContext, refused } from './coordinatorContext.ts'
import type { GenerationNews } from './generationRecord.ts'

export interface CutOrder<T> {
  readonly generations: readonly number[]
  readonly to: number | null
  readonly timeoutMs: number
  /** What is done while all stand still, and how the cut ends then. */
  readonly whenQuiet: (cut: QuietCut) => Promise<{ readonly value: T; readonly isSwitched: boolean }>
}

export interface QuietCut {
  readonly id: string
  /** Where every source partition stands; key `${topic}-${partition}`. */
  readonly positions: ReadonlyMap<string, number>
}

export interface CutResult<T> extends QuietCut {
  /** From the hold to the end of the cut, as this process saw them. */
  readonly heldMs: number
  readonly value: T
}

const pauseMs = 20

/**
 * Takes a cut from the hold to its end, step by step through the log. What goes wrong aborts it. Throws GENERATION_REFUSED
 * where it cannot begin, CUT_ABORTED where it was aborted by anybody, and what `whenQuiet` threw.
 */
export async function driveCut<T>(context: CoordinatorContext, order: CutOrder<T>): Promise<CutResult<T>> {
  const { log, time } = context
  const { generations, to, timeoutMs } = order
  await mustHaveMembers(context, generations)
  const begun = await log.append({ type: 'cut', generations, to, timeoutMs })
  const id = begun.record!.id
  const heldAt = time.elapsed()
  const deadline = heldAt + timeoutMs
  const append = (news: GenerationNews) => appendOf(context, id, news)
  try {
    const positions = await positionsOf(context, order, id, deadline)
    await append({ type: 'run-to', cut: id, positions: Object.fromEntries(positions) })
    await quietOf(context, order, id, positions, deadline)
    await append({ type: 'quiet', cut: id, ...(to !== null && { ends: await endsOf(context, generations) }) })
    const { value, isSwitched } = await order.whenQuiet({ id, positions })
    await append(isSwitched ? { type: 'switched', cut: id, to: to! } : { type: 'released', cut: id })
    return { id, positions, heldMs: time.elapsed() - heldAt, value }
  } catch (error) {
    // Where nobody answers, the members do it.
    if (log.generations.cut?.id === id)
      await log.append({ type: 'aborted', cut: id, why: (error as Error).message }).catch(() => {})
    throw error
  }
}

async function positionsOf(
  context: CoordinatorContext,
  order: CutOrder<unknown>,
  cut: string,
  deadline: number,
): Promise<ReadonlyMap<string, number>> {
  for (;;) {
    const seen = await Promise.all(order.generations.map(number => progress(context, number, cut)))
    if (seen.every(({ positions }) => positions !== null)) {
      const greatest = new Map<string, number>()
      for (const { positions } of seen)
        for (const [key, offset] of positions!) greatest.set(key, Math.max(offset, greatest.get(key) ?? 0))
      return greatest
    }
    await goOn(
      context,
      cut,
      deadline,
      seen.flatMap(({ waitsFor }) => waitsFor),
    )
  }
}

async function quietOf(
  context: CoordinatorContext,
  order: CutOrder<unknown>,
  cut: string,
  positions: ReadonlyMap<string, number>,
  deadline: number,
): Promise<void> {
  for (;;) {
    const seen = await Promise.all(order.generations.map(number => progress(context, number, cut, positions)))
    const beyond = seen.flatMap(each => each.beyond)
    if (beyond.length > 0)
      throw new StreamsError('CUT_ABORTED', `Processed beyond the cut: ${beyond.join(', ')}. Ask again.`)
    if (seen.every(({ isQuiet }) => isQuiet)) return
    await goOn(
      context,
      cut,
      deadline,
      seen.flatMap(({ waitsFor }) => waitsFor),
    )
  }
}

const endsOf = ({ kafka, log }: CoordinatorContext, generations: readonly number[]) =>
  changelogEnds(
    kafka,
    generations.map(number => log.generations.generations.get(number)!.id),
  )

const progress = (
  { kafka, log }: CoordinatorContext,
  number: number,
  cut: string,
  positions?: ReadonlyMap<string, number>,
) => cutProgress(kafka, log.generations.generations.get(number)!.id, cut, positions)

/** A moment later; throws where the cut is over, or takes too long. */
async function goOn(
  { log, time }: CoordinatorContext,
  cut: string,
  deadline: number,
  waitsFor: readonly string[],
): Promise<void> {
  await log.poll(pauseMs)
  if (log.generations.cut?.id !== cut) throw aborted(log.generations.lastAborted?.why)
  if (time.elapsed() > deadline)
    throw aborted(`not in time: ${waitsFor.slice(0, 20).join(', ')}${waitsFor.length > 20 ? ', …' : ''}`)
}

/** A record of a cut that is over counts for nothing: that is told as what it is. */
async function appendOf({ log }: CoordinatorContext, cut: string, news: GenerationNews): Promise<void> {
  try {
    await log.append(news)
  } catch (error) {
    if (!(error instanceof StreamsError && error.code === 'GENERATION_REFUSED')) throw error
    const { lastAborted } = log.generations
    throw aborted(lastAborted?.cut === cut ? lastAborted.why : error.message)
  }
}

const aborted = (why = 'somebody ended it') =>
  new StreamsError('CUT_ABORTED', `The cut was aborted, and nothing has changed: ${why}. Ask again.`)

async function mustHaveMembers({ kafka, log }: CoordinatorContext, generations: readonly number[]) {
  for (const number of generations) {
    const generation = log.generations.generations.get(number)
    if (!generation) throw refused(`There is no generation ${number}.`)
    const group = await kafka.describeStreamsGroup(generation.id)
    if (!group?.members.length)
      throw refused(
        `Generation ${number} has no running instances. Start one (its group is "${generation.id}").`,
      )
  }
}
