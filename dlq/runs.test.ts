import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Runs } from './runs.ts'

test('says of each offset what was said last', () => {
  const run = fc.record({ from: fc.nat(40), length: fc.nat(15), value: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(run), said => {
      const runs = new Runs<number>()
      const plain = new Map<number, number>()
      for (const { from, length, value } of said) {
        runs.set({ from, to: from + length, value })
        for (let offset = from; offset <= from + length; offset++) plain.set(offset, value)
      }
      for (let offset = 0; offset < 60; offset++) expect(runs.get(offset)).toBe(plain.get(offset))
    }),
  )
})
