import { expect, test } from 'vitest'
import type { ConsoleMeasured } from './consoleBench.ts'
import { consoleOptions } from './consoleOptions.ts'
import { consoleSummary, consoleTable } from './consoleSummary.ts'

const one = (turn: number, isOpen: boolean, cpuPerRecord: number, faults: readonly string[] = []) =>
  ({
    turn,
    pace: 30_000,
    isOpen,
    recordsPerSecond: 30_000,
    cpuPerRecord,
    answers: isOpen ? [turn, 10] : [],
    faults,
  }) satisfies ConsoleMeasured

test('a turn is compared with itself, and left out where one side of it is worth nothing', () => {
  const summaries = consoleSummary([
    one(1, false, 10),
    one(1, true, 11),
    one(2, true, 30),
    one(2, false, 20),
    one(3, false, 10, ['it did not keep the pace']),
    one(3, true, 90),
  ])
  expect(summaries).toEqual([
    {
      pace: 30_000,
      turns: 2,
      without: { recordsPerSecond: all(30_000), cpuPerRecord: { median: 15, min: 10, max: 20 } },
      open: { recordsPerSecond: all(30_000), cpuPerRecord: { median: 20.5, min: 11, max: 30 } },
      cpuRatio: { median: 1.3, min: 1.1, max: 1.5 },
      recordsRatio: all(1),
      answers: { median: 6, min: 1, max: 10 },
    },
  ])
  expect(consoleTable(summaries)).toContain('1.3 (1.1 to 1.5)')
})

test('options are refused by name', () => {
  expect(consoleOptions([])).toEqual({ json: false, brokers: null, turns: 5, seconds: 6 })
  expect(() => consoleOptions(['--turns', '0'])).toThrow(/--turns must be a whole number from 1 to 50/)
  expect(() => consoleOptions(['--size', 'small'])).toThrow(TypeError)
})

const all = (value: number) => ({ median: value, min: value, max: value })
