import { expect, test } from 'vitest'
import { ticksUpTo } from './ticksUpTo.ts'

test('round values from 0 to the first that is not below', () => {
  expect(ticksUpTo(18_310)).toEqual([0, 5000, 10_000, 15_000, 20_000])
  expect(ticksUpTo(100)).toEqual([0, 20, 40, 60, 80, 100])
  expect(ticksUpTo(0.3)).toEqual([0, 0.1, 0.2, 0.3])
  expect(ticksUpTo(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(ticksUpTo(0)).toEqual([0, 1])
})

test('neither too few nor too many', () => {
  for (let top = 0.013; top < 1e9; top *= 1.37) {
    const ticks = ticksUpTo(top)
    expect(ticks.length).toBeGreaterThanOrEqual(3)
    expect(ticks.length).toBeLessThanOrEqual(6)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(top)
    expect(ticks.at(-2)).toBeLessThan(top)
  }
})
