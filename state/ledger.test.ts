import fc from 'fast-check'
import { expect, it } from 'vitest'
import { appliedCount, applyFields, emptyLedger, type Ledger, maxApplied } from './ledger.ts'

interface Row {
  readonly nom: string | null
  readonly email: string | null
  readonly applied: Ledger
}
const empty: Row = { nom: null, email: null, applied: emptyLedger }

const events = fc.uniqueArray(
  fc.record({
    time: fc.integer({ min: 0, max: 5 }),
    eventId: fc.string({ minLength: 1, maxLength: 3 }),
    patch: fc.record({ nom: fc.string(), email: fc.string() }, { requiredKeys: [] }),
  }),
  { selector: each => each.eventId, maxLength: 12 },
)

it('makes the same row in every order, repeats or not', () => {
  fc.assert(
    fc.property(events, fc.func(fc.integer()), (all, rank) => {
      const shuffled = [...all, ...all].sort((a, b) => rank(a.eventId) - rank(b.eventId))
      const fold = (list: typeof all) =>
        list.reduce((row, each) => applyFields(row, each, each.patch) ?? row, empty)
      expect(fold(shuffled)).toEqual(fold(all))
      expect(appliedCount(fold(shuffled).applied)).toBe(all.length)
    }),
  )
})

it('the last writer of each field is the greatest (time, eventId)', () => {
  let row = applyFields(empty, { time: 2, eventId: 'b' }, { nom: 'deux', email: 'deux' })!
  row = applyFields(row, { time: 1, eventId: 'z' }, { nom: 'un' })!
  row = applyFields(row, { time: 2, eventId: 'c' }, { email: 'trois' })!
  expect(row).toMatchObject({ nom: 'deux', email: 'trois' })
  expect(row.applied.events).toEqual([
    { time: 1, eventId: 'z', fields: [] },
    { time: 2, eventId: 'b', fields: ['nom'] },
    { time: 2, eventId: 'c', fields: ['email'] },
  ])
})

it('an event applied before is told by null', () => {
  const row = applyFields(empty, { time: 1, eventId: 'a' }, { nom: 'un' })!
  expect(applyFields(row, { time: 9, eventId: 'a' }, { nom: 'deux' })).toBeNull()
})

it('keeps a bounded number of events, and whoever owns a field', () => {
  let row = applyFields(empty, { time: 0, eventId: 'first' }, { email: 'kept' })!
  for (let i = 1; i <= 200; i++) row = applyFields(row, { time: i, eventId: `e${i}` }, { nom: `n${i}` })!
  expect(row.applied.events).toHaveLength(maxApplied)
  expect(row.applied.dropped).toBe(201 - maxApplied)
  expect(row.applied.events[0]).toMatchObject({ eventId: 'first', fields: ['email'] })
  expect(applyFields(row, { time: 3, eventId: 'e3' }, { nom: 'n3' })).toMatchObject({ nom: 'n200' })
})
