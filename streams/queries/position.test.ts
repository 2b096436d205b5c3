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
    `${encoded('s,0:7')}=`,
    encoded(`s,0:${'z'.repeat(20)}`),
  ])
    expect([token, Position.parse(token)]).toEqual([token, null])
})
