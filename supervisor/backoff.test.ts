import { expect, test } from 'vitest'
import { Backoff } from './backoff.ts'

const options = { firstMs: 200, longestMs: 3_000, deaths: 5, windowMs: 60_000 }

test('waits grow threefold up to the longest, and the fifth death within the window is the last', () => {
  const backoff = new Backoff(options, () => 0.5)
  expect([0, 1, 2, 3, 4].map(at => backoff.died(at))).toEqual([200, 600, 1_800, 3_000, null])
})

test('deaths before the window do not count', () => {
  const backoff = new Backoff(options, () => 0.5)
  for (let at = 0; at < 10; at++) expect(backoff.died(at * 61_000)).toBe(200)
})

test('chance spreads the waits by a quarter to either side', () => {
  expect(new Backoff(options, () => 0).died(0)).toBe(150)
  expect(new Backoff(options, () => 1).died(0)).toBe(250)
})

test('what was forgotten does not count', () => {
  const backoff = new Backoff(options, () => 0.5)
  for (let death = 0; death < 4; death++) backoff.died(0)
  backoff.forget()
  expect(backoff.died(0)).toBe(200)
})
