import { expect, test } from 'vitest'
import { readRecord, writeRecord } from './readRecord.ts'

const record = { id: 'x', at: 5, type: 'quiet', cut: 'c' } as const

test('what is written is read', () => {
  const more = { ...record, ends: { t: [0, 7] } }
  expect(readRecord(writeRecord(more))).toMatchObject({ kind: 'known', record: more })
  expect(readRecord(writeRecord(record))).toMatchObject({ kind: 'known', record })
})

test.each([
  [null, /not a JSON object/],
  ['', /not JSON/],
  ['{"type":"quiet"', /not JSON/],
  ['"quiet"', /not a JSON object/],
  ['{"type":"quiet","id":"x","at":1}', /version/],
  ['{"type":"quiet","at":1,"version":1,"cut":"c"}', /lacks/],
  ['{"type":"quiet","id":"x","at":1,"version":1}', /cut of "quiet"/],
  ['{"type":"quiet","id":"x","at":1,"version":1,"cut":"c","ends":{"t":7}}', /ends of "quiet"/],
  [
    '{"type":"cut","id":"x","at":1,"version":1,"generations":[0],"to":"2","timeoutMs":1}',
    /generations, to of "cut"/,
  ],
  ['{"type":"run-to","id":"x","at":1,"version":1,"cut":"c","positions":{"in-0":"7"}}', /positions/],
])('what is none of ours says why: %s', (text, why) => {
  expect(readRecord(text)).toMatchObject({ kind: 'unreadable', why: expect.stringMatching(why) })
})

test.each([
  ['{"type":"merged","id":"x","at":1,"version":1}', /"merged"/],
  ['{"type":"quiet","id":"x","at":1,"version":2,"cut":7}', /version 2/],
  ['{"type":"toString","id":"x","at":1,"version":1}', /"toString"/],
])('what a later program wrote is told apart: %s', (text, why) => {
  expect(readRecord(text)).toMatchObject({ kind: 'newer', why: expect.stringMatching(why) })
})
