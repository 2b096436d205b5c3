import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rows } from './rows.ts'

const key = fc.integer({ min: 0, max: 30 }).map(String)
const change = fc.record({ key, value: fc.option(fc.integer({ min: 0, max: 3 })) })

test('is what a Map would be, and what it was made from stays as it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.array(fc.array(change)), (keys, batches) => {
      const plain = new Map(keys.map(each => [each, -1]))
      let rows = Rows.of<number>(new Map(plain))
      for (const batch of batches) {
        const before = rows
        const was = [...before]
        rows = rows.with(batch)
        for (const { key, value } of batch) value === null ? plain.delete(key) : plain.set(key, value)
        expect(new Map(rows)).toEqual(plain)
        expect(rows.size).toBe(plain.size)
        for (const key of [...plain.keys(), ...before.keys()]) {
          expect(rows.get(key)).toBe(plain.get(key))
          expect(rows.has(key)).toBe(plain.has(key))
        }
        expect([...before]).toEqual(was)
      }
      expect([...rows.keys()]).toEqual([...rows].map(([key]) => key))
      expect([...rows.values()]).toEqual([...rows].map(([, value]) => value))
    }),
  )
})
