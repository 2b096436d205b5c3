import { afterEach, expect, test, vi } from 'vitest'
import type { RawRecord } from '../processing/failure.ts'
import type { InputRecord } from '../processing/inputRecord.ts'
import { json, text } from '../serdes/index.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { BatchHeader } from '../wire/records/batchHeader.ts'
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
