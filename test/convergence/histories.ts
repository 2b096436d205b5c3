import fc from 'fast-check'
import { type Draft, generators } from './generators.ts'
import { hour, start, type Told } from './told.ts'

/** What happened, in the order in which it was written to each partition; and how often each of it was written again, later. */
export interface History {
  readonly events: readonly Told[]
  /** Numbers of events that are written a second time, at the end. */
  readonly repeats: readonly number[]
}

/**
 * Few of everything, so that the events meet; times of few values, so that some are the same; and three days of them, so that
 * some waits are over.
 */
export const histories = (
  maxLength: number,
  from: readonly fc.MaybeWeightedArbitrary<Draft>[] = generators,
): fc.Arbitrary<History> =>
  fc
    .record({
      drafts: fc.array(fc.record({ draft: fc.oneof(...from), time: times, letter: letters }), {
        minLength: 6,
        maxLength,
      }),
      repeats: fc.array(fc.nat(maxLength - 1), { maxLength: 6 }),
    })
    .map(({ drafts, repeats }) => ({
      events: drafts.map(({ draft, time, letter }, n) => ({ ...draft, time, eventId: `${letter}${n}` })),
      repeats: repeats.filter(n => n < drafts.length),
    }))

/** Early ones come more often: else hardly anything would have its parents in time. */
const times = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) },
    // A day later, to the hour: just in time, and just not.
    { weight: 1, arbitrary: fc.integer({ min: 24, max: 30 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) },
  )
  .map(hours => start + hours * hour)
/** So that the order of ids is not that of writing. */
const letters = fc.constantFrom('a', 'b', 'c')
