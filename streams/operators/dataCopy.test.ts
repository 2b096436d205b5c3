import { expect, test } from 'vitest'
import { DataCopy } from './dataCopy.ts'

const copyOf = (value: unknown, bytes = 4096) => {
  const copy = new DataCopy(bytes)
  return { data: copy.of(value), isCut: copy.isCut }
}

test.each([
  [undefined, null],
  [12n, '12'],
  [Number.NaN, 'NaN'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Map([['a', 1]]), [['a', 1]]],
  [new Set([1, 2]), [1, 2]],
  [Buffer.from('hi'), { bytes: 2, base64: 'aGk=' }],
  [{ now: { a: [1, null, true] }, before: undefined }, { now: { a: [1, null, true] } }],
])('%o is told as %o', (value, data) => {
  expect(copyOf(value)).toEqual({ data, isCut: false })
})

test('what is too large is cut', () => {
  const large = {
    first: 'x'.repeat(3_000),
    second: Array.from({ length: 10_000 }, (_, n) => ({ n })),
    third: Buffer.alloc(1_000_000),
  }
  const { data, isCut } = copyOf(large)
  expect(isCut).toBe(true)
  expect(JSON.stringify(data).length).toBeLessThan(6_000)
  expect(copyOf('é'.repeat(50), 40)).toEqual({ data: `${'é'.repeat(32)}…`, isCut: true })
  expect(JSON.stringify(copyOf(Buffer.alloc(1_000_000)).data).length).toBeLessThan(4_200)
})

test('what leads back to itself ends', () => {
  const round: { self?: unknown } = {}
  round.self = round
  expect(copyOf(round).isCut).toBe(true)
})

test('what cannot be shown says so', () => {
  const bad = {
    get value() {
      throw new Error('not yet')
    },
  }
  expect(copyOf(bad).data).toBe('(cannot be shown: Error: not yet)')
})
