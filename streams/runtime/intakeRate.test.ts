import { expect, test } from 'vitest'
import { IntakeRate } from './intakeRate.ts'
import { systemTime } from './time.ts'

function rated(perSecond: number | null) {
  let now = 0
  const rate = new IntakeRate(perSecond, { ...systemTime, elapsed: () => now })
  const pass = (ms: number) => {
    now += ms
  }
  return { rate, pass }
}

test('without a limit as many as there are', () => {
  const { rate } = rated(null)
  expect([rate.allowance, rate.untilNext]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
})

test('so many a second, and a tenth of that at once after a pause', () => {
  const { rate, pass } = rated(1000)
  pass(20)
  expect(rate.allowance).toBe(20)
  rate.took(20)
  expect([rate.allowance, rate.untilNext]).toEqual([0, 1])
  pass(5_000)
  expect([rate.allowance, rate.untilNext]).toEqual([100, Number.POSITIVE_INFINITY])
})

test('less than one at a time waits for a whole one', () => {
  const { rate, pass } = rated(2)
  expect([rate.allowance, rate.untilNext]).toEqual([0, 500])
  pass(250)
  expect(rate.untilNext).toBe(250)
  pass(250)
  expect(rate.allowance).toBe(1)
})

test('another limit counts from when it is set', () => {
  const { rate, pass } = rated(1000)
  pass(1_000)
  rate.perSecond = 10
  expect(rate.allowance).toBe(0)
  rate.perSecond = null
  expect(rate.allowance).toBe(Number.POSITIVE_INFINITY)
})
