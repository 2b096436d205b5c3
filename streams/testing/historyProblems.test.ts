import { expect, test } from 'vitest'
import { versionKey } from '../stores/versionKey.ts'
import { historyProblems } from './historyProblems.ts'

const kept = { historyMs: 1 }
const row = (key: string, value: string) => ({ key: Buffer.from(key), value: Buffer.from(value) })
const version = (key: string, at: number, value: string) => ({
  key: versionKey(Buffer.from(key), at),
  value: Buffer.from(value),
})
const versions = [version('a', 1, 'old'), version('a', 2, 'now'), version('b', 1, 'was'), version('b', 3, '')]

test.each([
  ['all is well', kept, [row('a', 'now')], versions, []],
  ['a row is another', kept, [row('a', 'old')], versions, ['the last version of a is not its row']],
  ['a row is not there', kept, [], versions, ['a version of no row: a']],
  [
    'a row is there that was deleted',
    kept,
    [row('a', 'now'), row('b', 'was')],
    versions,
    ['the last version of b is not its row'],
  ],
  [
    'a row has none',
    kept,
    [row('a', 'now'), row('c', 'x')],
    versions,
    ['the last version of c is not its row'],
  ],
  [
    'there should be none',
    { historyMs: null },
    [row('a', 'now')],
    versions,
    ['there are versions of a store without'],
  ],
] as const)('%s', (_what, spec, rows, found, problems) => {
  expect(historyProblems(spec, rows, found)).toEqual(problems)
})
