import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

const well = { behind: 20, answerMs: 2, arriving: 0 }
const after = (pace: Pace, times: number, live = well) =>
  Array.from({ length: times }, () => pace.next(live)).at(-1)!

test('it goes up while the live one does well, to no limit or to the one that was set', () => {
  expect(after(new Pace(null), 30)).toBeNull()
  expect(after(new Pace(5_000), 30)).toBe(5_000)
  expect(new Pace(10).next(well)).toBe(10)
})

test('it halves while the live one falls behind or answers late, and never stops', () => {
  const pace = new Pace(null)
  const before = after(pace, 5)
  expect(pace.next({ ...well, behind: 5_000 })).toBe(Math.round(before / 2))
  expect(pace.next({ ...well, answerMs: 400 })).toBe(Math.round(before / 4))
  expect(after(pace, 30, { ...well, behind: 5_000 })).toBe(50)
  expect(pace.next(well)).toBe(75)
})

test('it stays faster than what comes in', () => {
  const pace = new Pace(null)
  pace.next(well)
  expect(after(pace, 30, { behind: 5_000, answerMs: 2, arriving: 300 })).toBe(650)
})

test('a backlog that was there before is none of its doing', () => {
  const pace = new Pace(null)
  const before = pace.next({ ...well, behind: 100_000 })!
  expect(pace.next({ ...well, behind: 90_000 })).toBe(before * 1.5)
})

test('what cannot be told changes nothing', () => {
  const pace = new Pace(null)
  expect(pace.next(well)).toBe(pace.next(null))
})
