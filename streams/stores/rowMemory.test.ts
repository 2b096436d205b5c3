import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RowCache, rowCost } from './rowCache.ts'
import { RowMemory } from './rowMemory.ts'

const row = (value: number, size = 100) => ({ value, timestamp: 0, size, hash: null, replaces: null })
const each = rowCost('k000', row(0))
const key = (n: number) => `k${String(n).padStart(3, '0')}`

describe('row memory', () => {
  test('one hot store has all of it, whatever others are there', () => {
    const memory = new RowMemory(200 * each)
    const [hot, ...idle] = Array.from({ length: 50 }, () => new RowCache(memory))
    for (const cache of idle) cache.set(key(0), row(0))
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 90; n++) if (!hot!.get(key(n))) hot!.set(key(n), row(n))
      memory.trim()
    }
    expect(hot!.size).toBe(90)
    expect(memory.bytes).toBeLessThanOrEqual(200 * each)
    for (let n = 0; n < 150; n++) hot!.set(key(n), row(n))
    memory.trim()
    expect(idle.every(cache => cache.size === 0 && !cache.isWhole)).toBe(true)
  })

  test('what a store that left had is free for the others', () => {
    const memory = new RowMemory(100 * each)
    const [first, second] = [new RowCache(memory), new RowCache(memory)]
    for (let n = 0; n < 40; n++) first.set(key(n), row(n))
    first.close()
    expect(memory.bytes).toBe(0)
    for (let n = 0; n < 40; n++) second.set(key(n), row(n))
    memory.trim()
    expect(second.size).toBe(40)
    expect(second.isWhole).toBe(true)
  })

  test('a limit that shrinks is heeded at the next trim', () => {
    const memory = new RowMemory(1000 * each)
    const cache = new RowCache(memory)
    for (let n = 0; n < 400; n++) cache.set(key(n), row(n))
    memory.trim()
    expect(cache.size).toBe(400)
    memory.limit = 10 * each
    memory.trim()
    expect(memory.bytes).toBeLessThanOrEqual(10 * each)
  })

  test('never more than the limit after a trim, and never a wrong row', () => {
    const step = fc.record({
      cache: fc.nat(3),
      key: fc.nat(30),
      size: fc.nat(500),
      kind: fc.constantFrom('set', 'get', 'trim'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 0, max: 20_000 }), (steps, limit) => {
        const memory = new RowMemory(limit)
        const caches = Array.from({ length: 4 }, () => new RowCache(memory))
        const model = caches.map(() => new Map<string, number>())
        steps.forEach(({ cache, key: n, size, kind }, index) => {
          if (kind === 'trim') {
            memory.trim()
            expect(memory.bytes).toBeLessThanOrEqual(limit)
          } else if (kind === 'set') {
            caches[cache]!.set(key(n), row(index, size))
            model[cache]!.set(key(n), index)
          } else {
            const found = caches[cache]!.get(key(n))
            if (found) expect(found.value).toBe(model[cache]!.get(key(n)))
            else if (caches[cache]!.isWhole) expect(model[cache]!.has(key(n))).toBe(false)
          }
        })
      }),
    )
  })
})
