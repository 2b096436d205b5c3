import { expect, test } from 'vitest'
import { Freshness } from './freshness.ts'

test('tells the partitions, and the worst of what was read', () => {
  const freshness = new Freshness()
  expect(freshness.header()).toBeNull()
  freshness.add([{ partition: 2, lag: 3, behindMs: 40 }])
  freshness.add([
    { partition: 0, lag: 1, behindMs: 90 },
    { partition: 2, lag: 1, behindMs: 10 },
  ])
  expect(freshness.header()).toBe('standby; partitions=0,2; lag=3; behind-ms=90')
})

test('an age that is not known is not told', () => {
  const freshness = new Freshness()
  freshness.add([
    { partition: 0, lag: 1, behindMs: 90 },
    { partition: 1, lag: 500, behindMs: null },
  ])
  expect(freshness.header()).toBe('standby; partitions=0,1; lag=500')
})
