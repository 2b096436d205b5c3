import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histories } from './test/history.ts'
import { runHistory } from './test/runHistory.ts'

/** FEED_RUNS=5000 plays as many histories; FEED_SEED repeats those of a run that failed. */
const numRuns = Number(process.env.FEED_RUNS ?? 250)
const seed = process.env.FEED_SEED === undefined ? {} : { seed: Number(process.env.FEED_SEED) }

test('whatever happens, a client is told each change once, and its table ends as the view is', {
  timeout: Math.max(120_000, numRuns * 1_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async (history, seed) => {
      const { problems } = await runHistory(history, seed)
      expect(problems).toEqual([])
    }),
    { numRuns, ...seed },
  )
})

test('has histories in which everything happens that can', { timeout: 120_000 }, async () => {
  const seen = new Set<string>()
  for (const [seed, history] of fc.sample(histories, { numRuns: 60, seed: 7 }).entries())
    for (const [what, times] of (await runHistory(history, seed)).seen) if (times > 0) seen.add(what)
  expect([...seen].sort()).toEqual([
    'changes',
    'closedSlow',
    'conflated',
    'events',
    'failed',
    'gap: expired',
    'gap: out-of-log',
    'outran',
    'resumed',
    'snapshot: expired',
    'snapshot: new',
    'snapshot: out-of-log',
  ])
})
