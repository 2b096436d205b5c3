import { expect, test } from 'vitest'
import { duration, progressLine } from './progressLine.ts'

const progress = {
  generation: 2,
  at: 0,
  members: 1,
  partitions: [],
  processed: 7_500,
  behind: 2_500,
  behindInside: 0,
  perSecond: 1_234.5,
  etaMs: 2_000,
}

test('a line tells how far it is, how fast, and how long it takes', () => {
  expect(progressLine('generation 2', progress, 12)).toBe(
    `${'█'.repeat(18)}${'░'.repeat(6)} generation 2  7,500 of 10,000 records  1,235/s  2 s to go  live 12 behind`,
  )
  expect(progressLine('x', { ...progress, processed: 0, behind: 0, perSecond: null, etaMs: null }, 0)).toBe(
    `${'█'.repeat(24)} x  0 of 0 records  live 0 behind`,
  )
})

test('long times are told in minutes and hours', () => {
  expect([duration(119_000), duration(180_000), duration(9_000_000)]).toEqual(['119 s', '3 min', '2.5 h'])
})
