import type { Header } from 'millrace'
import { BatchBuilder, plainBatch, RecordCursor } from 'millrace/wire'
import { describe, expect, test } from 'vitest'
import { type DeadLetter, readDeadLetter } from './deadLetter.ts'
import { matches } from './letterFilter.ts'
import { parseLetterId } from './letterId.ts'
import { refusalOf, replayRecord } from './replayRecord.ts'
import { runsOf } from './treatments.ts'

const header = (key: string, value: string): Header => ({ key, value: Buffer.from(value) })
const told = [
  header('dlq.topic', 'patient.created'),
  header('dlq.partition', '2'),
  header('dlq.offset', '7'),
  header('dlq.stage', 'process'),
  header('dlq.task', '0_2'),
  header('dlq.error', 'WRONG_TYPE'),
  header('dlq.message', '"nom" must be text'),
]

function letterOf(headers: readonly Header[], value: Uint8Array | null = Buffer.from([0, 0xff])): DeadLetter {
  const builder = new BatchBuilder()
  builder.append('P1', value, 1000, headers)
  const cursor = new RecordCursor(builder.finish(plainBatch), 0, [])
  cursor.next()
  return readDeadLetter(cursor, 1)
}
const text = (headers: readonly Header[]) => headers.map(({ key, value }) => `${key}=${value}`)

describe('a dead letter', () => {
  test('is the record and what is said about it', () => {
    const letter = letterOf([header('__TypeId__', 'x'), ...told])
    expect(letter).toMatchObject({
      partition: 1,
      offset: 0,
      timestamp: 1000,
      source: { topic: 'patient.created', partition: 2, offset: 7 },
      stage: 'process',
      task: '0_2',
      error: 'WRONG_TYPE',
      message: '"nom" must be text',
      omitted: [],
      bytes: 4,
    })
    expect(letter.value).toEqual(Buffer.from([0, 0xff]))
    expect(text(letter.headers)).toEqual(['__TypeId__=x'])
  })

  test('of a record that had such headers itself, or of one that says nothing', () => {
    const before = [header('dlq.topic', 'foreign'), header('dlq.offset', '9')]
    const letter = letterOf([...before, ...told])
    expect(letter.source).toEqual({ topic: 'patient.created', partition: 2, offset: 7 })
    expect(text(letter.headers)).toEqual(['dlq.topic=foreign', 'dlq.offset=9'])
    const foreign = letterOf([header('a', 'b')])
    expect(foreign.source).toBeNull()
    expect(text(foreign.headers)).toEqual(['a=b'])
  })

  test('is replayed as it was, to where it was, and says which letter it is', () => {
    const letter = letterOf([header('a', 'b'), header('dlq.replay', '0@3'), ...told])
    const record = replayRecord(letter)
    expect(record).toMatchObject({ topic: 'patient.created', partition: 2, timestamp: 1000 })
    expect(record.key).toEqual(Buffer.from('P1'))
    expect(record.value).toEqual(Buffer.from([0, 0xff]))
    expect(text(record.headers)).toEqual(['a=b', 'dlq.replay=1@0'])
    expect(replayRecord(letterOf(told, null)).value).toBeNull()
  })

  test('has its record’s timestamp, also where the topic gives it that of its writing', () => {
    const letter = letterOf([...told, header('dlq.timestamp', '77')])
    expect([letter.timestamp, letter.writtenAt]).toEqual([77, 1000])
    expect(replayRecord(letter).timestamp).toBe(77)
  })

  test('is refused where it cannot be replayed as it was', () => {
    const of3 = (topic: string) => (topic === 'patient.created' ? 3 : null)
    expect(refusalOf(letterOf(told), of3)).toBeNull()
    expect(refusalOf(letterOf([]), of3)?.en).toMatch(/does not say/)
    expect(refusalOf(letterOf(told), () => null)?.en).toMatch(/no topic that the cabinet reads/)
    expect(refusalOf(letterOf(told), () => 2)?.en).toMatch(/no partition 2/)
    const cut = [...told, header('dlq.omitted', 'value,headers'), header('dlq.value-bytes', '2000000')]
    expect(refusalOf(letterOf(cut, null), of3)?.en).toMatch(/value and headers.*patient\.created\[2\]@7/)
    expect(letterOf(cut, null).bytes).toBe(2_000_000)
  })

  test('is found by what is known of it', () => {
    const letter = letterOf(told)
    const replayed = { action: 'replayed', at: 0, batch: 'b' } as const
    for (const filter of [
      {},
      { topic: 'patient.created', partition: 2, fromOffset: 7, toOffset: 7 },
      { error: 'WRONG_TYPE', key: 'P1', since: 1000, until: 1001 },
      { text: 'P1' },
      { text: '\0' },
      { status: 'all' as const },
    ])
      expect([filter, matches(filter, letter, null)]).toEqual([filter, true])
    for (const filter of [
      { topic: 'patient' },
      { partition: 1 },
      { fromOffset: 8 },
      { toOffset: 6 },
      { error: 'BAD_VALUE' },
      { key: 'P' },
      { text: 'P2' },
      { since: 1001 },
      { until: 1000 },
      { status: 'replayed' as const },
    ])
      expect([filter, matches(filter, letter, null)]).toEqual([filter, false])
    expect(matches({}, letter, replayed)).toBe(false)
    expect(matches({ status: 'replayed' }, letter, replayed)).toBe(true)
    expect(matches({ status: 'all' }, letter, replayed)).toBe(true)
  })
})

test('letters that follow each other make one run, whatever lies between their offsets', () => {
  const letters = [
    { partition: 0, offset: 3, previous: null },
    { partition: 0, offset: 5, previous: 3 },
    { partition: 0, offset: 9, previous: 7 },
    { partition: 1, offset: 9, previous: 9 },
  ]
  expect(runsOf(letters)).toEqual([
    [0, 3, 5],
    [0, 9, 9],
    [1, 9, 9],
  ])
})

test('a letter is named partition@offset', () => {
  expect(parseLetterId('0@12')).toEqual({ partition: 0, offset: 12 })
  for (const text of ['', '0', '@1', '-1@2', '0@1.5', '0@9999999999999999'])
    expect(parseLetterId(text)).toBeNull()
})
