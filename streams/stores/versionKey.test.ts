import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readVersionKey, startOfVersions, versionKey } from './versionKey.ts'

const key = fc.array(fc.constantFrom(0, 1, 97, 255), { maxLength: 5 }).map(bytes => Buffer.from(bytes))
const time = fc.oneof(fc.nat(), fc.constantFrom(0, 1.5, Date.UTC(2026, 0), 2 ** 60))

test('the order is that of the keys, of one key that of the times; both are read again', () => {
  fc.assert(
    fc.property(key, time, key, time, (a, at, b, bt) => {
      const order = Buffer.compare(a, b) || Math.sign(at - bt)
      expect(Buffer.compare(versionKey(a, at), versionKey(b, bt))).toBe(order)
      expect(readVersionKey(versionKey(a, at))).toEqual({ key: a, timestamp: at })
    }),
    { numRuns: 5000 },
  )
})

test('versions of a key begin at its start, and end before that of the next', () => {
  fc.assert(
    fc.property(key, time, key, (a, at, b) => {
      const isBefore = Buffer.compare(versionKey(a, at), startOfVersions(b)) < 0
      expect(isBefore).toBe(Buffer.compare(a, b) < 0)
    }),
    { numRuns: 5000 },
  )
})
