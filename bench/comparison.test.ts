import { expect, test } from 'vitest'
import { comparison, type Turn } from './comparison.ts'
import { comparisonTable } from './comparisonTable.ts'
import type { PhaseResult } from './figure.ts'
import { spread } from './spread.ts'

const phase = (rate: number, ok = true): PhaseResult => ({
  ok,
  figures: { rendezvousPerSecond: { value: rate, unit: 'rdv/s' }, commits: { value: 3, unit: 'commits' } },
  notes: [],
})
const turn = (millrace: PhaseResult, peer: PhaseResult): Turn => ({
  millrace: { run: millrace },
  peer: { run: peer },
})

test('median, least and greatest; of an even number the mean of the middle two', () => {
  expect(spread([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 })
  expect(spread([4, 1, 2, 10])).toEqual({ median: 3, min: 1, max: 10 })
  expect(() => spread([])).toThrow(RangeError)
})

test('ratios are of each turn by itself, not of the medians', () => {
  const { run } = comparison([
    turn(phase(10), phase(1)),
    turn(phase(40), phase(20)),
    turn(phase(30), phase(10)),
  ])
  expect(run).toEqual({
    rendezvousPerSecond: {
      unit: 'rdv/s',
      better: 'more',
      turns: 3,
      millrace: { median: 30, min: 10, max: 40 },
      peer: { median: 10, min: 1, max: 20 },
      ratio: { median: 3, min: 2, max: 10 },
    },
  })
})

test('a turn in which either failed counts for neither', () => {
  const { run } = comparison([
    turn(phase(10), phase(5)),
    turn(phase(99, false), phase(1)),
    turn(phase(99), phase(1, false)),
  ])
  expect(run?.rendezvousPerSecond).toMatchObject({ turns: 1, ratio: { median: 2, min: 2, max: 2 } })
  expect(comparison([turn(phase(10, false), phase(5))])).toEqual({})
})

test('a phase that only one of them has is left out', () => {
  expect(comparison([{ millrace: { run: phase(10) }, peer: {} }])).toEqual({})
})

test('the table has a line a figure, the ratio with its range', () => {
  const shown = comparisonTable(comparison([turn(phase(10), phase(5)), turn(phase(40), phase(10))]), 'other')
  expect(shown.split('\n')).toHaveLength(2)
  expect(shown).toContain('millrace / other')
  expect(shown).toMatch(
    /run: rendezvous per second +rdv\/s +more +2 +25 \(10 to 40\) +7\.5 \(5 to 10\) +3 \(2 to 4\)$/,
  )
})
