import { describe, expect, test } from 'vitest'
import { keysOf } from './input.ts'
import { largeStateOptions } from './options.ts'
import { type Sample, stretch } from './sample.ts'

describe('the input of the large state', () => {
  test('is every key once, then keys of these by chance, the same at every call', () => {
    const keys = [...keysOf(2_000, 500)]
    expect(new Set(keys.slice(0, 2_000)).size).toBe(2_000)
    expect(keys).toHaveLength(2_500)
    expect(keys.slice(2_000).every(key => key >= 'k000000000' && key <= 'k000001999')).toBe(true)
    expect(keys).not.toEqual([...keys].sort())
    expect([...keysOf(2_000, 500)]).toEqual(keys)
  })
})

// Draws that came round early made the rows look cached.
test('keys by chance do not come round', () => {
  const drawn = [...keysOf(100_000, 100_000)].slice(100_000)
  // Of so many draws from as many keys, 63 % are different ones.
  expect(new Set(drawn).size).toBeGreaterThan(62_000)
})

describe('a stretch of samples', () => {
  const samples = [0, 100, 300, 400].map(
    (processed, second): Sample => ({
      atMs: second * 1000,
      processed,
      recoveries: 0,
      reads: processed * 2,
      cpuMicros: processed * 10,
      rssBytes: (second + 1) * 1e6,
      diskBytes: 0,
      databaseBytes: 0,
      cachedBytes: 0,
    }),
  )

  test('goes from the last sample before it to the first after it', () => {
    expect(stretch('s', samples, 100, 250)).toMatchObject({
      records: 200,
      perSecond: 200,
      cpuMicrosPerRecord: 10,
      readsPerRecord: 2,
      peakRssMB: 3,
    })
  })

  test('says nothing where nothing was processed', () => {
    expect(stretch('s', samples.slice(0, 1), 0, 100)).toBeNull()
  })
})

test.each([[['--keys', '1.5']], [['--memory-mib', '1']], [['--updates', '-1']], [['--nothing', '1']]])(
  '%j is refused',
  args => {
    expect(() => largeStateOptions(args)).toThrow(TypeError)
  },
)
