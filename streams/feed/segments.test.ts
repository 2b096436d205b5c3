import { expect, test } from 'vitest'
import { Entry } from './entry.ts'
import { SegmentMemory, Segments } from './segments.ts'

const entry = (offset: number, json = 'x'.repeat(700)) =>
  new Entry({ topic: 't', partition: 0, offset, key: '', json, at: 0, fields: {}, isGone: false })
const offsets = (segments: Segments, at: number) => segments.find(at)?.entries.map(({ offset }) => offset)

test('stretches are found by any offset in them, also where no record lies; what is between them is not', () => {
  const segments = new Segments(new SegmentMemory(1e6, 1e6, () => 0))
  segments.add(10, 13, [entry(10), entry(11)])
  segments.add(20, 25, [entry(21)])
  segments.add(13, 15, [entry(13)])
  expect([9, 10, 12, 14].map(at => offsets(segments, at))).toEqual([
    undefined,
    [10, 11, 13],
    [10, 11, 13],
    [10, 11, 13],
  ])
  expect([15, 19, 20, 24, 25].map(at => offsets(segments, at))).toEqual([
    undefined,
    undefined,
    [21],
    [21],
    undefined,
  ])
  expect([5, 10, 19, 20].map(at => segments.nextFrom(at))).toEqual([10, 20, 20, Number.POSITIVE_INFINITY])
})

test('what was not used for longest goes first, of all partitions together', () => {
  const memory = new SegmentMemory(2_000, 1e6, () => 0)
  const [one, other] = [new Segments(memory), new Segments(memory)]
  one.add(0, 1, [entry(0, 'x'.repeat(500))])
  other.add(0, 1, [entry(0, 'x'.repeat(500))])
  one.find(0)
  one.add(5, 6, [entry(5, 'x'.repeat(500))])
  expect([offsets(one, 0), offsets(other, 0), offsets(one, 5)]).toEqual([[0], undefined, [5]])
  expect(memory.bytes).toBeLessThanOrEqual(2_000)
  one.clear()
  expect(memory.bytes).toBe(0)
})

test('nothing that nobody uses gets older than the window and a quarter, however slowly it comes', () => {
  let now = 0
  const memory = new SegmentMemory(1e9, 1_000, () => now)
  const segments = new Segments(memory)
  for (let offset = 0; offset < 100; offset++, now += 100) {
    segments.add(offset, offset + 1, [entry(offset)])
    memory.trim()
  }
  expect(offsets(segments, 84)).toBeUndefined()
  expect(offsets(segments, 99)).toBeDefined()
  now += 1_001
  memory.trim()
  expect(memory.bytes).toBe(0)
})
