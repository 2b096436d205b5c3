import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RawRecord } from '../processing/failure.ts'
import type { InputRecord } from '../processing/inputRecord.ts'
import { json, text } from '../serdes/index.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { BatchHeader } from '../wire/records/batchHeader.ts'
import { markerBatch, placeAt } from '../wire/records/markerBatch.ts'
import { PartitionQueue } from './partitionQueue.ts'

afterEach(() => void vi.restoreAllMocks())

/** One chunk: of every three records one is no JSON. */
function start(records: number) {
  const builder = new BatchBuilder()
  for (let i = 0; i < records; i++)
    builder.append(`k${i}`, i % 3 === 0 ? `{"n":` : `{"n":${i}}`, i, [
      { key: 'h', value: Buffer.from(`${i}`) },
    ])
  const queue = new PartitionQueue(
    { key: text, value: json<{ n: number }>(), internal: false } as never,
    't',
    2,
    0,
  )
  const opened = vi.spyOn(BatchHeader, 'at')
  queue.push(builder.finish(plainBatch), [], records)
  const unread: RawRecord[] = []
  const taken: InputRecord[] = []
  const take = () => {
    const record = queue.take((_error, raw) => void unread.push(raw))
    if (record) taken.push(record)
  }
  return { queue, unread, taken, take, opened }
}

const shown = ({ topic, partition, offset, timestamp, key, value, headers }: RawRecord) =>
  [topic, partition, offset, timestamp, String(key), String(value), String(headers[0]!.value)].join(' ')

test('records that failed are there byte for byte, in whatever order they are asked for', () => {
  const { queue, unread, taken, take } = start(9)
  while (queue.hasRecord) take()
  expect(unread.map(shown)).toEqual([0, 3, 6].map(n => `t 2 ${n} ${n} k${n} {"n": ${n}`))
  const wanted = [1, 2, 4, 5, 7, 8].map(n => `t 2 ${n} ${n} k${n} {"n":${n}} ${n}`)
  expect(taken.map(record => shown(record.raw()))).toEqual(wanted)
  expect(taken.toReversed().map(record => shown(record.raw()))).toEqual(wanted.toReversed())
  expect(taken.map(record => shown(record.raw()))).toEqual(wanted)
})

// A chunk of ten thousand bad records was walked from its beginning for each of them: 120 µs a record, all of a core.
test('a flood of records that fail is read twice, not once for each of them', () => {
  const { queue, unread, taken, take, opened } = start(3000)
  while (queue.hasRecord) take()
  for (const record of taken) record.raw()
  expect([unread.length, taken.length]).toEqual([1000, 2000])
  expect(opened.mock.calls.length).toBeLessThan(10)
})

describe('a limit', () => {
  /** Offsets 0 to 2 are records, 3 is a marker, 4 and 5 are gone, 6 is a record. */
  function withGaps() {
    const batch = (offset: number, values: readonly string[]) => {
      const builder = new BatchBuilder()
      for (const value of values) builder.append(value, value, 0, null)
      return placeAt(Buffer.from(builder.finish(plainBatch)), offset)
    }
    const queue = new PartitionQueue({ key: text, value: text, internal: false } as never, 't', 0, 0)
    const push = (end: number, ...batches: readonly Buffer[]) => queue.push(Buffer.concat(batches), [], end)
    const take = () => {
      const taken: unknown[] = []
      while (queue.hasRecord) taken.push(queue.take(() => {})!.value)
      queue.position = queue.takenTo
      return taken
    }
    const first = () =>
      push(4, batch(0, ['a', 'b', 'c']), placeAt(Buffer.from(markerBatch('commit', 7, 0)), 3))
    const second = () => push(7, batch(6, ['d']))
    return { queue, first, second, take }
  }

  test('records before it are taken, and no other; the position is the limit itself', () => {
    const { queue, first, second, take } = withGaps()
    first()
    second()
    queue.limit = 2
    expect([take(), queue.position, queue.isAtLimit, queue.isAtEnd]).toEqual([['a', 'b'], 2, true, true])
    queue.limit = Number.POSITIVE_INFINITY
    expect([take(), queue.position]).toEqual([['c', 'd'], 7])
  })

  test.each([3, 4, 5, 6])('at %i, of a marker, a gap or the record behind them, it is reached', limit => {
    const { queue, first, second, take } = withGaps()
    queue.limit = limit
    first()
    second()
    expect([take(), queue.position, queue.isAtLimit]).toEqual([['a', 'b', 'c'], limit, true])
  })

  test('what lies before it and has not come is waited for, though the topic seemed to end', () => {
    const { queue, first, second, take } = withGaps()
    first()
    queue.endOffset = 4
    queue.limit = 7
    expect([take(), queue.position, queue.isAtLimit, queue.isAtEnd]).toEqual([
      ['a', 'b', 'c'],
      4,
      false,
      false,
    ])
    second()
    expect([take(), queue.isAtLimit]).toEqual([['d'], true])
  })

  test('who is beyond it stays where it is, and is not at it', () => {
    const { queue, first, take } = withGaps()
    first()
    take()
    queue.limit = 1
    expect([queue.takenTo, queue.isAtLimit, queue.isAtEnd]).toEqual([4, false, true])
  })
})
