import { murmur2 as libraryMurmur2 } from '@platformatic/kafka'
import { describe, expect, test } from 'vitest'
import { murmur2 } from './murmur2.ts'
import { partitionForKey } from './partitioner.ts'

describe('partitionForKey', () => {
  test('hashes as the Java client does', () => {
    // From Kafka's own UtilsTest.
    const known: [string, number][] = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ]
    for (const [key, hash] of known) expect(murmur2(Buffer.from(key))).toBe(hash)
    expect(murmur2(Buffer.from('abc'))).toBe(479470107)
  })

  test('agrees with the library on keys of every length', () => {
    for (let length = 0; length < 300; length++) {
      const key = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7 + length) % 90))).join('')
      const expected = (libraryMurmur2(key) & 0x7fffffff) % 12
      expect(partitionForKey(key, 12)).toBe(expected)
      expect(partitionForKey(Buffer.from(key), 12)).toBe(expected)
    }
  })

  test('takes a text for its UTF-8 bytes, short or long', () => {
    for (const key of ['é', 'clé', '漢字', '🚀 to', 'ü'.repeat(5_000), 'a'.repeat(5_000)]) {
      expect(partitionForKey(key, 7)).toBe((libraryMurmur2(Buffer.from(key)) & 0x7fffffff) % 7)
    }
  })

  test('has no answer for a null key', () => {
    expect(() => partitionForKey(null, 3)).toThrow(TypeError)
  })
})
