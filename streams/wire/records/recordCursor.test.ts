import { createRecordsBatch } from '@platformatic/kafka'
import { describe, expect, test } from 'vitest'
import { KafkaError } from '../kafkaError.ts'
import { BatchBuilder, type BatchOptions, plainBatch } from './batchBuilder.ts'
import {
  ATTRIBUTES,
  BATCH_LENGTH,
  CRC,
  LAST_OFFSET_DELTA,
  LOG_APPEND_TIME,
  MAGIC,
  MAX_TIMESTAMP,
} from './batchLayout.ts'
import { CorruptBatch } from './corruptBatch.ts'
import { crc32c } from './crc32c.ts'
import { writeInt64 } from './int64.ts'
import { placeAt } from './markerBatch.ts'
import { RecordCursor } from './recordCursor.ts'

function batchAt(baseOffset: number, values: readonly string[], options: Partial<BatchOptions> = {}): Buffer {
  const builder = new BatchBuilder()
  for (const value of values) builder.append(`k${value}`, value, 100, null)
  return placeAt(builder.finish({ ...plainBatch, ...options }), baseOffset)
}

function values(cursor: RecordCursor): (string | null)[] {
  const seen: (string | null)[] = []
  while (cursor.next()) seen.push(cursor.valueText())
  return seen
}

describe('RecordCursor', () => {
  test('reads what the library wrote', () => {
    const written = createRecordsBatch(
      [
        { topic: 't', key: Buffer.from('a'), value: Buffer.from('1'), timestamp: 5_000n },
        { topic: 't', key: Buffer.from('b'), value: Buffer.from('2'), timestamp: 4_000n },
      ].map(message => ({ ...message, headers: new Map([[Buffer.from('h'), Buffer.from('x')]]) })),
      { compression: 'zstd' },
    )
    const cursor = new RecordCursor(written.buffer, 0, [])
    expect(cursor.next()).toBe(true)
    expect([cursor.offset, cursor.timestamp, cursor.keyText(), cursor.valueText()]).toEqual([
      0,
      5_000,
      'a',
      '1',
    ])
    expect(cursor.headers()).toEqual([{ key: 'h', value: Buffer.from('x') }])
    expect(cursor.nextOffset).toBe(1)
    expect(cursor.next()).toBe(true)
    expect([cursor.offset, cursor.timestamp, cursor.keySize, cursor.valueSize]).toEqual([1, 4_000, 1, 1])
    expect(cursor.next()).toBe(false)
    expect(cursor.nextOffset).toBe(2)
  })

  test('keeps random records as they were, through any timestamps, nulls and headers', () => {
    let seed = 42
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return (seed >> 8) % below
    }
    const text = () => Array.from({ length: random(40) }, () => [...'aZ é漢🚀'][random(6)]).join('')
    const times = [
      0,
      -1,
      1,
      63,
      -64,
      -65,
      8191,
      2 ** 31,
      -(2 ** 31) - 1,
      2 ** 52,
      -(2 ** 52),
      1_700_000_000_000,
    ]
    for (let round = 0; round < 50; round++) {
      const builder = new BatchBuilder()
      const expected = Array.from({ length: 1 + random(30) }, () => ({
        key: random(5) === 0 ? null : text(),
        value: random(5) === 0 ? null : text(),
        timestamp: times[random(times.length)]! + random(3),
        headers: Array.from({ length: random(3) }, () => ({
          key: text(),
          value: random(2) ? null : Buffer.from(text()),
        })),
      }))
      for (const r of expected) builder.append(r.key, r.value && Buffer.from(r.value), r.timestamp, r.headers)
      const cursor = new RecordCursor(placeAt(builder.finish(plainBatch), 2 ** 45), 0, [])
      const seen = []
      while (cursor.next()) {
        expect(cursor.offset).toBe(2 ** 45 + seen.length)
        expect(cursor.keyBytes()?.length ?? -1).toBe(cursor.keySize)
        expect(cursor.valueBytes()?.length ?? -1).toBe(cursor.valueSize)
        const { timestamp } = cursor
        seen.push({ key: cursor.keyText(), value: cursor.valueText(), timestamp, headers: cursor.headers() })
      }
      expect(seen).toEqual(expected)
    }
  })

  test('skips what lies below the wanted offset, and whole batches of it', () => {
    const fetched = Buffer.concat([batchAt(0, ['0', '1']), batchAt(2, ['2', '3', '4']), batchAt(5, ['5'])])
    const cursor = new RecordCursor(fetched, 3, [])
    expect(cursor.nextOffset).toBe(3)
    expect(values(cursor)).toEqual(['3', '4', '5'])
  })

  test('leaves out a last batch that was cut off, and asks for it next', () => {
    const last = batchAt(2, ['2', '3'])
    for (const cut of [1, 12, 20, last.length - 1]) {
      const cursor = new RecordCursor(Buffer.concat([batchAt(0, ['0', '1']), last.subarray(0, cut)]), 0, [])
      expect(values(cursor)).toEqual(['0', '1'])
      expect(cursor.nextOffset).toBe(2)
    }
    expect(new RecordCursor(last.subarray(0, 30), 2, []).next()).toBe(false)
  })

  test('goes on after records that compaction took from the end of a batch', () => {
    const batch = batchAt(10, ['10', '11'])
    batch.writeInt32BE(7, LAST_OFFSET_DELTA)
    batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
    const cursor = new RecordCursor(batch, 10, [])
    expect(values(cursor)).toEqual(['10', '11'])
    expect(cursor.nextOffset).toBe(18)
    expect(new RecordCursor(batch, 15, []).next()).toBe(false)
  })

  test('shows the time of the broker where the topic says so', () => {
    const batch = batchAt(0, ['0'])
    batch.writeInt16BE(LOG_APPEND_TIME, ATTRIBUTES)
    writeInt64(batch, MAX_TIMESTAMP, 999)
    batch.writeUInt32BE(crc32c(batch.subarray(ATTRIBUTES)), CRC)
    const cursor = new RecordCursor(batch, 0, [])
    cursor.next()
    expect(cursor.timestamp).toBe(999)
  })

  test('shares one empty array where there are no headers', () => {
    const cursor = new RecordCursor(batchAt(0, ['0', '1']), 0, [])
    cursor.next()
    const first = cursor.headers()
    cursor.next()
    expect(cursor.headers()).toBe(first)
  })

  test('names the offset of a batch with a wrong checksum, unless told not to look', () => {
    const batch = batchAt(7, ['abc'])
    batch[batch.length - 2]! ^= 1
    expect(() => new RecordCursor(batch, 7, []).next()).toThrow(CorruptBatch)
    expect(() => new RecordCursor(batch, 7, []).next()).toThrow(/offset 7.*checksum/)
    expect(new RecordCursor(batch, 7, [], { checkCrc: false }).next()).toBe(true)
  })

  test('refuses lengths that lie', () => {
    const short = batchAt(3, ['x'])
    short.writeInt32BE(5, BATCH_LENGTH)
    expect(() => new RecordCursor(short, 3, []).next()).toThrow(CorruptBatch)
    const record = batchAt(3, ['x'])
    record[61] = 0x7e
    expect(() => new RecordCursor(record, 3, [], { checkCrc: false }).next()).toThrow(/record 3 does not fit/)
    const packed = batchAt(3, ['x'], { compression: 'gzip' })
    packed.fill(0xff, 61)
    expect(() => new RecordCursor(packed, 3, [], { checkCrc: false }).next()).toThrow(/does not decompress/)
  })

  test('refuses the formats of Kafka before 0.11', () => {
    const batch = batchAt(0, ['x'])
    batch[MAGIC] = 1
    expect(() => new RecordCursor(batch, 0, []).next()).toThrow(KafkaError)
  })
})
