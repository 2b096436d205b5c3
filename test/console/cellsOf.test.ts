import { expect, test } from 'vitest'
import { cellsOf } from '../../api/console/ui/pages/agenda/cellsOf.ts'
import type { Creneau } from '../../api/console/ui/rendezvous/rendezvous.ts'

const creneau = {} as Creneau
const day = { taken: [], away: [], opens: 480, closes: 600, duration: 30, now: 0 }
const drawn = (of: Partial<Parameters<typeof cellsOf>[0]>) =>
  cellsOf({ ...day, ...of }).map(({ kind, from, to }) => `${kind} ${from}-${to}`)

test('an empty day is slots to be booked', () => {
  expect(drawn({})).toEqual(['free 480-510', 'free 510-540', 'free 540-570', 'free 570-600'])
})

test('slots go on behind what is taken; what is too short for one stays empty', () => {
  expect(drawn({ taken: [{ from: 500, to: 515, creneau }] })).toEqual([
    'taken 500-515',
    'free 515-545',
    'free 545-575',
  ])
})

test('an absence is drawn as far as the day is, and nothing is booked in it', () => {
  expect(drawn({ away: [{ from: 0, to: 540 }] })).toEqual(['away 480-540', 'free 540-570', 'free 570-600'])
})

test('what was taken before an absence was said is drawn over it', () => {
  expect(drawn({ away: [{ from: 480, to: 600 }], taken: [{ from: 500, to: 515, creneau }] })).toEqual([
    'away 480-600',
    'taken 500-515',
  ])
})

test('nothing is booked in what is over', () => {
  expect(drawn({ now: 541 })).toEqual(['free 570-600'])
})
