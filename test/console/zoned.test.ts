import { expect, test } from 'vitest'
import { addDays, mondayOf, zoned } from '../../api/console/ui/zoned.ts'

const paris = zoned('Europe/Paris')

test('a moment as clocks of the zone show it, and back', () => {
  expect(paris.localOf(Date.UTC(2026, 6, 1, 22, 30))).toEqual({ day: '2026-07-02', minutes: 30 })
  expect(paris.instantOf('2026-07-02', 30)).toBe(Date.UTC(2026, 6, 1, 22, 30))
  expect(paris.instantOf('2026-01-02')).toBe(Date.UTC(2026, 0, 1, 23))
})

test('days on which clocks change are 23 and 25 hours long', () => {
  const hours = (day: string) => (paris.instantOf(addDays(day, 1)) - paris.instantOf(day)) / 3_600_000
  expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25])
  expect(paris.instantOf('2026-03-29', 9 * 60)).toBe(Date.UTC(2026, 2, 29, 7))
  expect(paris.instantOf('2026-10-25', 9 * 60)).toBe(Date.UTC(2026, 9, 25, 8))
})

test('weeks begin on Monday', () => {
  expect(['2026-11-22', '2026-11-23', '2026-11-29'].map(mondayOf)).toEqual([
    '2026-11-16',
    '2026-11-23',
    '2026-11-23',
  ])
})
