import { expect, test } from 'vitest'
import { fulfils } from '../queries/conditions.ts'
import { Position } from '../queries/position.ts'
import type { StoreSource } from '../queries/storeSource.ts'
import { foldRecord, generationsAtFirst } from './foldRecord.ts'
import type { GenerationNews } from './generationRecord.ts'
import type { Generations } from './generations.ts'
import { positionIn } from './positionIn.ts'

const facts = { outputs: 'shadow', label: '', fingerprint: '', settings: '', topics: [] } as const
const ends = { 'app-rows-changelog': [50, 60], 'app.g2-rows-changelog': [70, 80] }

function after(...switches: readonly [from: number, to: number][]): Generations {
  let id = 0
  const fold = (state: Generations, news: GenerationNews) =>
    foldRecord(state, { id: String(id++), at: id, ...news }).generations
  let state = fold(generationsAtFirst('app'), { type: 'created', generation: 2, ...facts })
  state = fold(state, { type: 'created', generation: 3, ...facts })
  for (const [from, to] of switches) {
    const cut = String(id)
    state = fold(state, { type: 'cut', generations: [from, to], to, timeoutMs: 1 })
    state = fold(state, { type: 'run-to', cut, positions: {} })
    state = fold(state, { type: 'quiet', cut, ends })
    state = fold(state, { type: 'switched', cut, to })
  }
  return state
}

const source = (role: StoreSource['role'], position: number): StoreSource => ({
  role,
  partition: 0,
  position,
  lag: 0,
  behindMs: 0,
})
const at = (offset: number, generation: number) => Position.of('rows', [source('active', offset)], generation)

/** Whether rows as of an offset will do in a generation, where they are run and where they are followed. */
function will(position: Position, number: number, state: Generations, offset: number): unknown {
  const asked = positionIn(position, state.generations.get(number)!, state)
  return (
    asked &&
    [source('active', offset), source('standby', offset)].map(each => fulfils(asked, 'rows', each, number))
  )
}

test('of its own generation offsets are compared', () => {
  expect(will(at(7, 1), 1, after(), 6)).toEqual([false, false])
  expect(will(at(7, 1), 1, after(), 7)).toEqual([true, true])
})

test('of one that was live before, rows are no older than the cut; the last marker is no row', () => {
  const state = after([1, 2])
  expect(will(at(49, 1), 2, state, 69)).toEqual([true, false])
  expect(will(at(49, 1), 2, state, 70)).toEqual([true, true])
  expect(will(at(49, 1).and(at(75, 2)), 2, state, 74)).toEqual([false, false])
  expect(will(at(49, 1).and(at(75, 2)), 2, state, 75)).toEqual([true, true])
})

test('after a rollback too', () => {
  const state = after([1, 2], [2, 1])
  expect(will(at(1_000, 2), 1, state, 49)).toEqual([true, false])
  expect(will(at(1_000, 2), 1, state, 50)).toEqual([true, true])
})

test('a generation that has not been live, as far as is known, says nothing', () => {
  expect(will(at(7, 2), 1, after(), 100)).toBeNull()
  expect(will(at(7, 3), 2, after([1, 2]), 100)).toBeNull()
  expect(will(at(7, 9), 2, after([1, 2]), 100)).toBeNull()
  expect(will(at(7, 2), 1, after([1, 2]), 100)).toBeNull()
})
