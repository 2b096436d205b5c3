import { expect, test } from 'vitest'
import { Position } from './position.ts'
import type { StoreSource } from './storeSource.ts'

const at = (partition: number, position: number): StoreSource => ({
  role: 'active',
  partition,
  position,
  lag: 0,
  behindMs: 0,
})

test('is what it was after it was sent as a token', () => {
  const position = Position.of('patients', [at(0, 7), at(11, 2 ** 40)]).and(Position.of('a-b.c', [at(3, 1)]))
  const token = position.toString()
  expect(token).toMatch(/^1\.[\w-]+$/)
  const read = Position.parse(token)!
  expect([
    read.at('patients', 0),
    read.at('patients', 11),
    read.at('a-b.c', 3),
    read.at('patients', 1),
  ]).toEqual([7, 2 ** 40, 1, 0])
  expect(read.toString()).toBe(token)
})

test('of two the farther counts, partition by partition', () => {
  const both = Position.of('s', [at(0, 5), at(1, 5)]).and(Position.of('s', [at(1, 9), at(2, 1)]))
  expect([0, 1, 2].map(partition => both.at('s', partition))).toEqual([5, 9, 1])
})

test('offsets are those of one generation; tokens that say nothing of it are the first one’s', () => {
  const first = Position.of('s', [at(0, 5)])
  const both = first.and(Position.of('s', [at(0, 3), at(1, 4)], 2)).and(Position.of('t', [at(1, 1)], 12))
  const read = Position.parse(both.toString())!
  expect([read.at('s', 0), read.at('s', 0, 2), read.at('s', 1, 2), read.at('t', 1, 12)]).toEqual([5, 3, 4, 1])
  expect([read.at('s', 1), read.at('t', 1)]).toEqual([0, 0])
  expect([...read.generations].sort((a, b) => a - b)).toEqual([1, 2, 12])
  expect([...read.stores].sort()).toEqual(['s', 't'])
  expect(read.in(1).toString()).toBe(first.toString())
  expect(read.in(3).isNone).toBe(true)
})

test('a store without a changelog has no position', () => {
  expect(Position.of('s', [at(0, 0)]).isNone).toBe(true)
})

test('what nobody gave out is no position', () => {
  const encoded = (text: string) => `1.${Buffer.from(text).toString('base64url')}`
  for (const token of [
    '',
    '1',
    '1.',
    '2.czswOjc',
    'x',
    encoded(''),
    encoded('\0'),
    encoded('s'),
    encoded('s,0'),
    encoded('s,0:-1'),
    encoded('s,0:7:8'),
    encoded('s,0:7,0:7'),
    encoded('s,1:7,0:7'),
    encoded('s,0:1e5!'),
    encoded('1/s,0:7'),
    encoded('0/s,0:7'),
    encoded('02/s,0:7'),
    encoded('2/,0:7'),
    encoded('2/3/s,0:7'),
    `${encoded('s,0:7')}=`,
    encoded(`s,0:${'z'.repeat(20)}`),
  ])
    expect([token, Position.parse(token)]).toEqual([token, null])
})
