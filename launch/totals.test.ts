import { expect, test } from 'vitest'
import { addTotals, closingLine } from './totals.ts'

test('the closing line has the form that tools look for', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
})

test('totals add up part by part', () => {
  const sum = addTotals({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 4 })
  expect(sum).toEqual({ passed: 5, failed: 1, skipped: 4 })
})
