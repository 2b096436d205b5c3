import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashRow, type RowHash } from './rowHash.ts'
import { noRows, RowsHash } from './rowsHash.ts'

const hex = ({ a, b, c, d }: RowHash) =>
  [a, b, c, d].map(word => (word >>> 0).toString(16).padStart(8, '0')).join('')
const hashOf = (key: string, value: string) => hashRow(Buffer.from(key), Buffer.from(value))
const sumOf = (rows: readonly RowHash[]) => {
  const sum = new RowsHash()
  for (const row of rows) sum.replace(null, row)
  return sum.figure
}

describe('the hash of a row', () => {
  // Computed with the Python package mmh3: hash_bytes(struct.pack('<4I', len(key), len(value), 0, 0) + key + value, 0, False).
  test.each([
    ['', '', '5a4075d66b2d3d27d3926c2feb228a07'],
    ['', 'The quick brown fox jumps over the lazy dog', '6593184d4d6c395402f84bdb567f0bf6'],
    ['R1', '{"v":1}', '8d26969650321c80e76252941753c1ef'],
    ['R1', '{"v":1,"statut":"CONFIRME"}', '940256a7c7c0d4cd10fb9b841124f328'],
    ['é', 'à', 'fea6a18de59af05c587236335398cdc1'],
    ['V1', '5', 'fdc43f750e7bfbad78e859501a2d8bca'],
  ])('of %s and %s is that of MurmurHash3_x86_128', (key, value, expected) => {
    hashOf('longer than all of them, so that something lies behind', 'x'.repeat(40))
    expect(hex(hashOf(key, value))).toBe(expected)
  })

  test('leaves out what comes before the value, and takes rows of any size', () => {
    const bytes = fc.uint8Array({ maxLength: 70_000, size: 'max' })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes, fc.nat(8), (key, value, before) => {
        const stored = Buffer.concat([Buffer.alloc(before, 7), value])
        expect(hex(hashRow(key, stored, before))).toBe(hex(hashRow(key, value)))
      }),
      { numRuns: 50 },
    )
  })

  test('another boundary between key and value, another order of the bytes: another hash', () => {
    expect(hashOf('ab', 'c')).not.toEqual(hashOf('a', 'bc'))
    expect(hashOf('a', '')).not.toEqual(hashOf('', 'a'))
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (key, value) => {
        if (key !== value) expect(hashOf(key, value)).not.toEqual(hashOf(value, key))
      }),
    )
  })

  test('one bit more or less changes half of the bits', () => {
    const flips: number[] = []
    const perBit = new Array<number>(128).fill(0)
    for (let row = 0; row < 200; row++) {
      const key = Buffer.from(`R${row}`)
      const value = Buffer.from(JSON.stringify({ v: 1, montant: row * 100, statut: 'EMISE' }))
      const before = hashRow(key, value)
      for (let bit = 0; bit < value.length * 8; bit += 7) {
        const changed = Buffer.from(value)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        const after = hashRow(key, changed)
        const difference = [before.a ^ after.a, before.b ^ after.b, before.c ^ after.c, before.d ^ after.d]
        let flipped = 0
        for (let i = 0; i < 128; i++) {
          const one = (difference[i >> 5]! >>> (i & 31)) & 1
          flipped += one
          perBit[i]! += one
        }
        flips.push(flipped)
      }
    }
    const mean = flips.reduce((sum, n) => sum + n, 0) / flips.length
    expect(mean).toBeGreaterThan(63)
    expect(mean).toBeLessThan(65)
    expect(Math.min(...flips)).toBeGreaterThan(32)
    // Each bit of the hash alone, too.
    for (const count of perBit) expect(Math.abs(count / flips.length - 0.5)).toBeLessThan(0.05)
  })
})

describe('the hash of rows', () => {
  const rows = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { maxLength: 30, selector: ([key]) => key })

  test('does not depend on the order, nor on what came in between', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.tuple(fc.nat(40), fc.string())), (wanted, writes) => {
        const last = new Map<string, RowHash>()
        const sum = new RowsHash()
        const write = (key: string, now: RowHash | null) => {
          sum.replace(last.get(key) ?? null, now)
          if (now === null) last.delete(key)
          else last.set(key, now)
        }
        for (const [key, value] of writes) write(`${key}`, hashOf(`${key}`, value))
        for (const key of [...last.keys()]) write(key, null)
        expect(sum.figure).toEqual(noRows)
        for (const [key, value] of wanted) write(key, hashOf(key, value))
        expect(sum.figure).toEqual(sumOf([...wanted].reverse().map(([key, value]) => hashOf(key, value))))
      }),
    )
  })

  test('of parts adds up to that of the whole, and can be taken away again', () => {
    fc.assert(
      fc.property(rows, fc.nat(30), (all, at) => {
        const hashes = all.map(([key, value]) => hashOf(key, value))
        const sum = new RowsHash()
        sum.plus(sumOf(hashes.slice(0, at)))
        sum.plus(sumOf(hashes.slice(at)))
        expect(sum.figure).toEqual(sumOf(hashes))
        sum.minus(sumOf(hashes.slice(at)))
        expect(sum.figure).toEqual(sumOf(hashes.slice(0, at)))
      }),
    )
  })

  test('is that of 64-bit integers added modulo 2^64, twice', () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    const hash = fc.record({ a: int32, b: int32, c: int32, d: int32 })
    const wide = (high: number, low: number) => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
    fc.assert(
      fc.property(fc.array(hash), fc.array(hash), (come, gone) => {
        const sum = new RowsHash()
        for (const row of come) sum.replace(null, row)
        for (const row of gone) sum.replace(row, null)
        const half = (of: (row: RowHash) => bigint) =>
          BigInt.asUintN(
            64,
            come.reduce((total, row) => total + of(row), 0n) -
              gone.reduce((total, row) => total + of(row), 0n),
          )
            .toString(16)
            .padStart(16, '0')
        const expected = half(row => wide(row.a, row.b)) + half(row => wide(row.c, row.d))
        expect(sum.figure).toEqual({ rows: come.length - gone.length, hash: expected })
      }),
    )
  })

  test('pairs of similar rows do not cancel out: values that are swapped, moved on, or the same in two rows', () => {
    const seen = new Set<string>()
    let sets = 0
    for (let i = 0; i < 120; i++) {
      for (let j = 0; j < 120; j++) {
        sets++
        const row = (key: number, value: number) => hashOf(`R${key}`, `{"v":1,"rang":${value}}`)
        seen.add(sumOf([row(1, i), row(2, j)]).hash)
      }
    }
    expect(seen.size).toBe(sets)
  })
})
