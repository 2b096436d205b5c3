import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClusterWorld } from './test/clusterWorld.ts'
import { GenerationsWorld } from './test/generationsWorld.ts'
import { histories, switchingHistories } from './test/history.ts'
import { ModelWorld } from './test/modelWorld.ts'
import { runHistory } from './test/runHistory.ts'
import type { World, WorldOptions } from './test/world.ts'

/** The same histories in every run. FEED_RUNS=20 plays twenty times as many, FEED_SEED=… others. */
const times = Number(process.env.FEED_RUNS ?? 1)
const seed = Number(process.env.FEED_SEED ?? 1)

type Played = readonly [
  name: string,
  runs: number,
  steps: typeof histories,
  build: (options: WorldOptions) => World,
]
const worlds: readonly Played[] = [
  ['feeds over transactions and rows that are made up', 200, histories, options => new ModelWorld(options)],
  ['feeds beside the runtime, on simulated machines', 50, histories, options => new ClusterWorld(options)],
  [
    'feeds of two generations, that take turns',
    60,
    switchingHistories,
    options => new GenerationsWorld(options),
  ],
]

describe.each(worlds)('%s', (_name, runs, steps, build) => {
  test('whatever happens, a client is told each change once, and its table ends as the view is', {
    timeout: 120_000 * times,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (history, seed) => {
        const { problems } = await runHistory(history, seed, build)
        expect(problems).toEqual([])
      }),
      { numRuns: runs * times, seed },
    )
  })
})

test('has histories in which everything happens that can', { timeout: 120_000 }, async () => {
  const seen = new Set<string>()
  for (const [seed, history] of fc.sample(histories, { numRuns: 80, seed: 7 }).entries()) {
    const result = await runHistory(history, seed, options => new ModelWorld(options))
    for (const [what, times] of result.seen) if (times > 0) seen.add(what)
  }
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

test('has switches that clients cross, some by the rows that differ', { timeout: 120_000 }, async () => {
  const seen = new Map<string, number>()
  for (const [seed, history] of fc.sample(switchingHistories, { numRuns: 8, seed: 1 }).entries()) {
    const result = await runHistory(history, seed, options => new GenerationsWorld(options))
    for (const [what, times] of result.seen) seen.set(what, (seen.get(what) ?? 0) + times)
  }
  expect(seen.get('switches')).toBeGreaterThan(10)
  expect(seen.get('crossed')).toBeGreaterThan(10)
  expect(seen.get('rows that differ')).toBeGreaterThan(5)
})
