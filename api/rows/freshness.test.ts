import { Position, type StoreSource } from 'millrace'
import { describe, expect, test } from 'vitest'
import { Freshness } from './freshness.ts'

const source = (partition: number, lag: number, behindMs: number | null, position = 1): StoreSource => ({
  role: lag > 0 ? 'standby' : 'active',
  partition,
  position,
  lag,
  behindMs,
})
const answer = (...sources: readonly StoreSource[]) => ({
  sources,
  position: Position.of('patients', sources),
  missing: [],
})

describe('how old', () => {
  test('tells the partitions, and the worst of what was read', () => {
    const freshness = new Freshness()
    expect(freshness.header()).toBeNull()
    freshness.add('patients', answer(source(2, 3, 40), source(1, 0, 0)))
    freshness.add('patients', answer(source(0, 1, 90), source(2, 1, 10)))
    expect(freshness.header()).toBe('standby; partitions=0,2; lag=3; behind-ms=90')
  })

  test('an instance that the group has lost sight of says so of its own rows', () => {
    const freshness = new Freshness()
    freshness.add('patients', answer(source(1, 0, 12_000), source(2, 0, 0)))
    expect(freshness.header()).toBe('active; partitions=1; lag=0; behind-ms=12000')
    freshness.add('patients', answer(source(0, 1, 90)))
    expect(freshness.header()).toBe('standby; partitions=0,1; lag=1; behind-ms=12000')
  })

  test('an age that is not known is not told', () => {
    const freshness = new Freshness()
    freshness.add('patients', answer(source(0, 1, 90), source(1, 500, null)))
    expect(freshness.header()).toBe('standby; partitions=0,1; lag=500')
  })
})

test('as of when: of all that was read, and of what it had to be', () => {
  const asked = Position.of('factures', [source(3, 0, 0, 9)])
  const freshness = new Freshness({ minPosition: asked })
  expect(freshness.position()).toBeNull()
  freshness.add('patients', answer(source(0, 0, 0, 7)))
  freshness.add('patients', answer(source(0, 0, 0, 8), source(1, 0, 0, 5)))
  const position = Position.parse(freshness.position()!)!
  expect([position.at('patients', 0), position.at('patients', 1), position.at('factures', 3)]).toEqual([
    8, 5, 9,
  ])
})

test('what is left out', () => {
  const freshness = new Freshness()
  expect(freshness.missing()).toBeNull()
  freshness.add('patients', { ...answer(), missing: [2, 0] })
  freshness.add('lignes', { ...answer(), missing: [1] })
  freshness.add('patients', { ...answer(), missing: [2] })
  expect(freshness.missing()).toBe('patients=0,2; lignes=1')
})

describe('the deadline', () => {
  test('is of the whole answer, beside the time to wait', () => {
    const { conditions } = new Freshness({ waitMs: 1_000 }, 500)
    expect(conditions.deadlineMs).toBe(500)
    expect(conditions.waitMs).toBeGreaterThan(0)
    expect(conditions.waitMs).toBeLessThanOrEqual(1_000)
    expect(new Freshness({}, 0).conditions).toMatchObject({ deadlineMs: 1, waitMs: 0 })
  })

  test('is of each read once the answer is on its way', () => {
    const freshness = new Freshness({}, 500)
    freshness.sent()
    expect(freshness.conditions.deadlineMs).toBeUndefined()
  })
})
