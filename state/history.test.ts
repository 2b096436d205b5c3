import { expect, it } from 'vitest'
import { type History, maxEntries, record, valueAt } from './history.ts'

it('answers what was in force at a time, in whatever order it was told', () => {
  let tarifs: History<number> = []
  for (const [time, value] of [
    [30, 300],
    [10, 100],
    [20, 200],
  ] as const) {
    tarifs = record(tarifs, { time, eventId: `e${time}` }, value)
  }
  expect([5, 10, 15, 20, 29, 30, 99].map(time => valueAt(tarifs, time))).toEqual([
    100, 100, 100, 200, 200, 300, 300,
  ])
  expect(valueAt([], 5)).toBeNull()
})

it('is bounded, the oldest going first', () => {
  let tarifs: History<number> = []
  for (let i = 0; i < maxEntries + 5; i++) tarifs = record(tarifs, { time: i, eventId: 'e' }, i)
  expect(tarifs).toHaveLength(maxEntries)
  expect(tarifs[0]!.value).toBe(5)
})
