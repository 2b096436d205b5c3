import { describe, expect, test } from 'vitest'
import { Random } from '../testing/simulation/random.ts'
import { foldRecord, generationsAtFirst } from './foldRecord.ts'
import type { GenerationNews } from './generationRecord.ts'
import { type Generations, isOver, roleOf } from './generations.ts'
import { readRecord, writeRecord } from './readRecord.ts'

const facts = { outputs: 'shadow', label: '', fingerprint: '', settings: '', topics: [] } as const
const created = (generation: number, outputs: 'shadow' | 'none' = 'shadow'): GenerationNews => ({
  type: 'created',
  generation,
  ...facts,
  outputs,
})
const cut = (generations: readonly number[], to: number | null = null): GenerationNews => ({
  type: 'cut',
  generations,
  to,
  timeoutMs: 1000,
})
const runTo = (id: string): GenerationNews => ({ type: 'run-to', cut: id, positions: { 'in-0': 7 } })
const quiet = (id: string, ends?: Record<string, number[]>): GenerationNews => ({
  type: 'quiet',
  cut: id,
  ...(ends && { ends }),
})
const switched = (id: string, to: number): GenerationNews => ({ type: 'switched', cut: id, to })
const released = (id: string): GenerationNews => ({ type: 'released', cut: id })
const aborted = (id: string): GenerationNews => ({ type: 'aborted', cut: id, why: 'slow' })
const retired = (generation: number): GenerationNews => ({ type: 'retired', generation, topics: ['t'] })
const abandoned = (generation: number): GenerationNews => ({
  type: 'abandoned',
  generation,
  topics: ['t'],
  why: '',
})
const cleared = (generation: number): GenerationNews => ({ type: 'cleared', generation })
const begun = (generation: number, run = 'r'): GenerationNews => ({
  type: 'reset-begun',
  generation,
  run,
  plan: '{}',
})
const done = (generation: number, run = 'r', takenBack = false): GenerationNews => ({
  type: 'reset-done',
  generation,
  run,
  takenBack,
})

/** Records get the ids 0, 1, 2, …; a cut is called by its own. */
function fold(...news: readonly GenerationNews[]): { state: Generations; voids: readonly (string | null)[] } {
  let state = generationsAtFirst('app')
  const voids = news.map((each, i) => {
    const folded = foldRecord(state, { id: String(i), at: i * 10, ...each })
    state = folded.generations
    return folded.void
  })
  return { state, voids }
}

/** Why the last of them counts for nothing, the others counting. */
function whyVoid(...news: readonly GenerationNews[]): string | null {
  const { voids } = fold(...news)
  expect(voids.slice(0, -1).filter(why => why !== null)).toEqual([])
  return voids.at(-1)!
}

/** Generation 2 beside the live one, and a cut of both with the id 1. */
const beside = [created(2), cut([1, 2], 2)] as const
const atRest = [...beside, runTo('1'), quiet('1')] as const
/** Generation 2 is live. */
const moved = [...atRest, switched('1', 2)] as const

describe('what records do', () => {
  test('without any, the first generation is live', () => {
    const { live, previous, generations } = generationsAtFirst('app')
    expect([live, previous, [...generations.keys()]]).toEqual([1, null, [1]])
    expect(generations.get(1)).toMatchObject({ id: 'app', state: 'live' })
  })

  test('a switch keeps where the changelogs ended at its cut', () => {
    const ends = { 'app-rows-changelog': [7, 0], 'app.g2-rows-changelog': [9, 0] }
    const atCut = [...beside, runTo('1'), quiet('1', ends)]
    expect(fold(...atCut).state.cut).toMatchObject({ ends: new Map(Object.entries(ends)) })
    const { lastSwitch } = fold(...atCut, switched('1', 2)).state
    expect(lastSwitch).toEqual({ cut: '1', at: 40, from: 1, to: 2, ends: new Map(Object.entries(ends)) })
    expect(fold(...atCut, released('1')).state.lastSwitch).toBeNull()
  })

  test('a generation is built, switched to, switched away from, retired, cleared', () => {
    expect(fold(created(2)).state.generations.get(2)).toMatchObject({
      id: 'app.g2',
      state: 'building',
      createdAt: 0,
    })
    const { state } = fold(...moved)
    expect([state.live, state.previous, state.cut]).toEqual([2, 1, null])
    expect(state.generations.get(1)).toMatchObject({ state: 'shadow', switchedBy: '1', switchedAt: 40 })
    expect(state.generations.get(2)).toMatchObject({ state: 'live', switchedBy: '1' })
    const back = [...moved, cut([2, 1], 1), runTo('5'), quiet('5'), switched('5', 1)]
    expect(fold(...back).state).toMatchObject({ live: 1, previous: 2 })
    expect(fold(...back).state.lastSwitch).toMatchObject({ cut: '5', from: 2, to: 1, ends: new Map() })
    const over = fold(...back, retired(2))
    expect(over.state.previous).toBeNull()
    expect(over.state.generations.get(2)).toMatchObject({
      state: 'retired',
      deletes: ['t'],
      isCleared: false,
    })
    expect(fold(...back, retired(2), cleared(2)).state.generations.get(2)).toMatchObject({ isCleared: true })
    expect(fold(...back, retired(2), cleared(2), created(3)).state.generations.get(3)).toMatchObject({
      state: 'building',
    })
  })

  test('a cut goes through its phases', () => {
    expect(fold(...beside).state.cut).toMatchObject({ id: '1', phase: 'hold', to: 2, begunAt: 10 })
    const { state } = fold(...beside, runTo('1'))
    expect(state.cut).toMatchObject({ phase: 'run-to', positions: new Map([['in-0', 7]]) })
    expect(fold(...atRest).state.cut).toMatchObject({ phase: 'quiet' })
    expect(fold(...atRest, released('1')).state).toMatchObject({ cut: null, live: 1 })
    expect(fold(...beside, aborted('1')).state).toMatchObject({
      cut: null,
      lastAborted: { cut: '1', why: 'slow' },
    })
  })

  test('a reset stands in the way of cuts until it is done; taken back, it was none', () => {
    expect(fold(begun(1)).state.reset).toMatchObject({ generation: 1, run: 'r', plan: '{}' })
    expect(fold(begun(1), done(1)).state).toMatchObject({ reset: null })
    expect(fold(begun(1), done(1)).state.generations.get(1)!.run).toBe('r')
    expect(fold(begun(1), done(1, 'r', true)).state.generations.get(1)!.run).toBeNull()
  })

  test('roles', () => {
    const { generations } = fold(created(2), created(3, 'none')).state
    expect([...generations.values()].map(roleOf)).toEqual(['live', 'shadow', 'none'])
  })
})

describe('what counts for nothing', () => {
  test.each<[string, readonly GenerationNews[], RegExp]>([
    ['a number that is not the next', [created(3)], /next generation is 2/],
    ['a number that is taken', [created(2), created(2)], /next generation is 3/],
    ['a cut in a cut', [...beside, cut([1])], /under way/],
    ['a cut of nothing', [cut([])], /one generation or of two/],
    ['a cut of three', [created(2), created(3), cut([1, 2, 3])], /one generation or of two/],
    ['a cut of one twice', [cut([1, 1])], /one generation or of two/],
    ['a cut of one that is not there', [cut([2])], /no generation 2/],
    ['a cut of one that is over', [created(2), abandoned(2), cut([1, 2])], /2 is abandoned/],
    ['a cut in a reset', [begun(1), cut([1])], /being reset/],
    ['a switch to the live one', [created(2), cut([1, 2], 1)], /1 is live already/],
    ['a switch without the live one', [created(2), created(3), cut([2, 3], 3)], /live generation, 1/],
    ['a switch to one that has no outputs', [created(2, 'none'), cut([1, 2], 2)], /no outputs/],
    ['positions of another cut', [...beside, runTo('0')], /not under way/],
    ['positions twice', [...beside, runTo('1'), runTo('1')], /phase run-to/],
    ['rest before the positions', [...beside, quiet('1')], /phase hold/],
    ['a switch before the rest', [...beside, runTo('1'), switched('1', 2)], /phase run-to/],
    ['a switch after the abort', [...atRest, aborted('1'), switched('1', 2)], /not under way/],
    ['an abort after the switch', [...atRest, switched('1', 2), aborted('1')], /not under way/],
    ['a second abort', [...atRest, aborted('1'), aborted('1')], /not under way/],
    ['a release before the rest', [...beside, released('1')], /phase hold/],
    ['a switch to another than was said', [...atRest, switched('1', 1)], /not to switch to generation 1/],
    ['a switch at a cut without one', [cut([1]), runTo('0'), quiet('0'), switched('0', 1)], /not to switch/],
    ['the retirement of the live one', [retired(1)], /is live/],
    ['the retirement of one that never was live', [created(2), retired(2)], /abandon it/],
    ['the abandonment of one that was', [...moved, abandoned(1)], /retire it/],
    ['the abandonment of one in a cut', [...beside, abandoned(2)], /in a cut/],
    ['a new one in a reset', [begun(1), created(2)], /being reset/],
    ['a reset of one that is not live', [created(2), begun(2)], /2 is not live/],
    ['a reset of the live one with another beside it', [created(2), begun(1)], /2 is beside the live one/],
    ['a second retirement', [...moved, retired(1), retired(1)], /1 is retired/],
    ['clearing one that is not over', [created(2), cleared(2)], /2 is building/],
    ['clearing twice', [...moved, retired(1), cleared(1), cleared(1)], /cleared already/],
    ['clearing one that is not there', [cleared(9)], /no generation 9/],
    ['a reset in a cut', [cut([1]), begun(1)], /under way/],
    ['a reset in a reset', [begun(1), begun(1, 's')], /being reset/],
    ['the end of another reset', [begun(1), done(1, 's')], /not under way/],
    ['the end of no reset', [done(1)], /not under way/],
  ])('%s', (_, news, why) => {
    expect(whyVoid(...news)).toMatch(why)
  })

  test('a record that was written twice', () => {
    const once = foldRecord(generationsAtFirst('app'), { id: 'x', at: 0, ...begun(1) })
    const over = foldRecord(once.generations, { id: 'y', at: 0, ...done(1) })
    expect(foldRecord(over.generations, { id: 'x', at: 0, ...begun(1) })).toEqual({
      generations: over.generations,
      void: 'it was written twice',
    })
  })
})

test('whatever is appended, in whatever order: one generation is live, and what counts for nothing changes nothing', () => {
  const random = new Random(7)
  let counted = 0
  for (let history = 0; history < 100; history++) {
    let state = generationsAtFirst('app')
    for (let i = 0; i < 60; i++) {
      const number = () => random.between(1, 4)
      const id = random.chance(0.9) && state.cut ? state.cut.id : String(random.between(0, i))
      const news: GenerationNews = random.one([
        created(random.chance(0.7) ? state.generations.size + 1 : number()),
        cut([state.live]),
        cut([number(), number()], random.chance(0.7) ? number() : null),
        cut([state.live, number()], number()),
        runTo(id),
        runTo(id),
        quiet(id),
        quiet(id),
        switched(id, state.cut?.to ?? number()),
        released(id),
        aborted(id),
        retired(number()),
        abandoned(number()),
        cleared(number()),
        begun(state.live, String(i)),
        done(state.reset?.generation ?? number(), state.reset?.run ?? 'r', random.chance(0.3)),
      ])
      const record = { id: String(i), at: i, ...news }
      const before = state
      const folded = foldRecord(before, record)
      state = folded.generations
      if (folded.void !== null) expect({ ...state, seen: [] }).toEqual({ ...before, seen: [] })
      else counted++
      const all = [...state.generations.values()]
      expect(all.filter(each => each.state === 'live').map(each => each.number)).toEqual([state.live])
      if (state.previous !== null) expect(state.generations.get(state.previous)!.state).toBe('shadow')
      if (state.cut)
        for (const each of state.cut.generations) expect(isOver(state.generations.get(each)!)).toBe(false)
      expect(state.cut !== null && state.reset !== null).toBe(false)
      expect(readRecord(writeRecord(record))).toMatchObject({ kind: 'known', record })
    }
  }
  expect(counted).toBeGreaterThan(800)
})
