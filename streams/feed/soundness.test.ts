import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histories } from './test/history.ts'
import { runHistory } from './test/runHistory.ts'

/** FEED_RUNS=5000 plays as many histories; FEED_SEED repeats those of a run that failed. */
const numRuns = Number(process.env.FEED_RUNS ?? 300)
const seed = process.env.FEED_SEED === undefined ? {} : { seed: Number(process.env.FEED_SEED) }

test('whatever happens, a subscriber is told each change once, and ends with the rows of the view', {
  timeout: Math.max(60_000, numRuns * 1_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async (history, seed) => {
      const { problems } = await runHistory(history, seed)
      expect(problems).toEqual([])
    }),
    { numRuns, ...seed },
  )
})
