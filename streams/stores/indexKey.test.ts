import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IndexPart } from '../graph/storeIndex.ts'
import { encodeIndexKey, endOfIndexKey, partsRange, prefixRange } from './indexKey.ts'

const nothing = Buffer.alloc(0)
const encoded = (parts: readonly IndexPart[]) => encodeIndexKey(parts, nothing, nothing)
const within = (bytes: Buffer, { from, to }: { from: Buffer; to: Buffer }) =>
  Buffer.compare(from, bytes) <= 0 && Buffer.compare(bytes, to) < 0

const text = fc.string({
  unit: fc.constantFrom('\0', '\u0001', 'a', 'b', 'é', '\u{1F600}', '\uffff'),
  maxLength: 4,
})
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(-0))
const part: fc.Arbitrary<IndexPart> = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const key = fc.array(part, { minLength: 1, maxLength: 3 })

const rank = (part: IndexPart) =>
  part === null ? 0 : part === false ? 1 : part === true ? 2 : typeof part === 'number' ? 3 : 4

/** The order as it is told: by parts; null, false, true, numbers, text by code points; who has fewer parts first. */
function compare(a: readonly IndexPart[], b: readonly IndexPart[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!]
    const by =
      rank(x) - rank(y) ||
      (typeof x === 'number' ? Math.sign(x - (y as number)) : 0) ||
      (typeof x === 'string' ? Buffer.compare(Buffer.from(x), Buffer.from(y as string)) : 0)
    if (by !== 0) return Math.sign(by)
  }
  return Math.sign(a.length - b.length)
}

test('the order of the bytes is that of the parts', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Buffer.compare(encoded(a), encoded(b))).toBe(compare(a, b))
    }),
    { numRuns: 3000 },
  )
})

test('what comes before and after a key is found again, whatever it is', () => {
  fc.assert(
    fc.property(key, fc.uint8Array({ maxLength: 5 }), (parts, after) => {
      const entry = encodeIndexKey(parts, Buffer.from('by\0'), after)
      expect(entry.subarray(endOfIndexKey(entry, 3))).toEqual(Buffer.from(after))
    }),
  )
})

test('bytes that are no key are known as such', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), bytes => {
      const end = endOfIndexKey(Buffer.from(bytes), 0)
      expect(end === -1 || (end > 0 && end <= bytes.length)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('a range holds the keys that begin with its parts, and no other', () => {
  fc.assert(
    fc.property(key, key, (parts, other) => {
      const begins = compare(other.slice(0, parts.length), parts) === 0
      expect(within(encoded(other), partsRange(parts))).toBe(begins)
    }),
    { numRuns: 3000 },
  )
})

test('a prefix range holds the keys whose last part begins so', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 2 }), text, key, (parts, begin, other) => {
      const last = other[parts.length]
      const begins =
        compare(other.slice(0, parts.length), parts) === 0 &&
        typeof last === 'string' &&
        last.startsWith(begin)
      expect(within(encoded(other), prefixRange([...parts, begin]))).toBe(begins)
    }),
    { numRuns: 3000 },
  )
})

test.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [new Date(0)], [{}]])(
  '%s is no part of a key',
  bad => {
    expect(() => encoded(['a', bad as never])).toThrow(TypeError)
  },
)
