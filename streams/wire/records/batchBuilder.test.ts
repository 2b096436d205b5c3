import { Reader, readRecordsBatch } from '@platformatic/kafka'
import { describe, expect, test } from 'vitest'
import { BatchBuilder, plainBatch } from './batchBuilder.ts'
import { CRC, RECORDS } from './batchLayout.ts'
import type { Compression } from './compression.ts'
import { RecordCursor } from './recordCursor.ts'

describe('BatchBuilder', () => {
  test('is read by the library, field by field', () => {
    const builder = new BatchBuilder()
    builder.append('k', 'vé', 1_000, [{ key: 'trace', value: Buffer.from([1, 2]) }])
    builder.append(null, null, 990, null)
    builder.append('', Buffer.alloc(0), 1_700_000_000_000, [{ key: 'none', value: null }])
    const batch = builder.finish({
      producerId: 2 ** 40,
      producerEpoch: 7,
      baseSequence: 41,
      transactional: true,
    })

    const read = readRecordsBatch(Reader.from(batch))
    expect(read).toMatchObject({
      firstOffset: 0n,
      length: batch.length - 12,
      magic: 2,
      crc: batch.readUInt32BE(CRC),
      attributes: 16,
      lastOffsetDelta: 2,
      firstTimestamp: 1_000n,
      maxTimestamp: 1_700_000_000_000n,
      producerId: BigInt(2 ** 40),
      producerEpoch: 7,
      firstSequence: 41,
    })
    expect(read.records).toMatchObject([
      { offsetDelta: 0, timestampDelta: 0n, key: Buffer.from('k'), value: Buffer.from('vé') },
      { offsetDelta: 1, timestampDelta: -10n, key: null, value: null },
      { offsetDelta: 2, timestampDelta: 1_699_999_999_000n, key: Buffer.alloc(0), value: Buffer.alloc(0) },
    ])
    expect(read.records[0]!.headers).toEqual([[Buffer.from('trace'), Buffer.from([1, 2])]])
    expect(read.records[2]!.headers).toEqual([[Buffer.from('none'), null]])
  })

  test('says its size and count, and starts again after reset', () => {
    const builder = new BatchBuilder()
    expect([builder.size, builder.count]).toEqual([RECORDS, 0])
    builder.append('key', 'value', 1, null)
    const first = builder.finish(plainBatch)
    expect([builder.size, builder.count]).toEqual([first.length, 1])
    builder.reset()
    expect([builder.size, builder.count]).toEqual([RECORDS, 0])
    builder.append('key', 'value', 1, null)
    expect(builder.finish(plainBatch)).toEqual(first)
  })

  test('gives out a copy: what is appended later does not reach it', () => {
    const builder = new BatchBuilder()
    builder.append('key', 'first', 1, null)
    const first = builder.finish(plainBatch)
    const before = Buffer.from(first)
    builder.reset()
    builder.append('other', 'second, and longer', 2, null)
    builder.finish(plainBatch)
    expect(first).toEqual(before)
  })

  test('refuses to finish an empty batch', () => {
    expect(() => new BatchBuilder().finish(plainBatch)).toThrow(RangeError)
  })

  test('grows past a megabyte', () => {
    const builder = new BatchBuilder()
    const value = 'x'.repeat(10_000)
    for (let i = 0; i < 150; i++) builder.append(`key-${i}`, value, i, null)
    const cursor = new RecordCursor(builder.finish(plainBatch), 0, [])
    let count = 0
    while (cursor.next()) expect(cursor.keyText()).toBe(`key-${count++}`)
    expect(count).toBe(150)
  })

  test.for<Compression>(['gzip', 'snappy', 'lz4', 'zstd'])('compresses with %s', compression => {
    const builder = new BatchBuilder()
    for (let i = 0; i < 500; i++)
      builder.append(`key-${i}`, JSON.stringify({ i, text: 'the same again' }), 1_000 + i, null)
    const batch = builder.finish({ ...plainBatch, compression })
    expect(batch.length).toBeLessThan(builder.size / 2)
    expect(readRecordsBatch(Reader.from(batch)).records).toHaveLength(500)
    const cursor = new RecordCursor(batch, 0, [])
    for (let i = 0; i < 500; i++) {
      expect(cursor.next()).toBe(true)
      expect([cursor.offset, cursor.timestamp, cursor.keyText()]).toEqual([i, 1_000 + i, `key-${i}`])
    }
    expect(cursor.next()).toBe(false)
    expect(cursor.nextOffset).toBe(500)
  })
})
