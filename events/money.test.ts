import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toCentimes, toDecimal } from './money.ts'

it.each([
  [199.99, 19999],
  [0.1 + 0.2, 30],
  [1.005, 101],
  [4.35, 435],
  [1e-7, 0],
  [0, 0],
  [999_999_999_999.99, 99_999_999_999_999],
])('%d is %d centimes', (amount, centimes) => {
  expect(toCentimes(amount)).toBe(centimes)
})

it('comes back as it went', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e14 }), centimes => {
      expect(toCentimes(toDecimal(centimes))).toBe(centimes)
    }),
  )
})
