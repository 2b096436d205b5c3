import fc from 'fast-check'
import { expect, it } from 'vitest'
import { agendaKey, demandeKey, rangeOf } from './keys.ts'

const bytes = (text: string) => Buffer.from(text)
const within = (key: string, { from, to }: { from: string; to: string }) =>
  Buffer.compare(bytes(from), bytes(key)) <= 0 && Buffer.compare(bytes(key), bytes(to)) < 0

it('a range holds the rows of its parent and of no other, whatever the ids look like', () => {
  const id = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[M|%7C]{1,6}$/))
  fc.assert(
    fc.property(id, id, id, (parent, other, rendezVousId) => {
      expect(within(demandeKey(other, rendezVousId), rangeOf(parent))).toBe(parent === other)
    }),
  )
})

it("a day of a médecin's agenda is one range, in the order of its hours", () => {
  const keys = ['09:00', '10:30', '23:59'].map(hour => agendaKey('M1', '2026-01-20', hour, 'R1'))
  expect([...keys].sort()).toEqual(keys)
  expect(keys.every(key => within(key, rangeOf('M1', '2026-01-20')))).toBe(true)
  expect(keys.every(key => within(key, rangeOf('M1')))).toBe(true)
  expect(within(agendaKey('M1', '2026-01-21', '00:00', 'R1'), rangeOf('M1', '2026-01-20'))).toBe(false)
  expect(within(agendaKey('M10', '2026-01-20', '09:00', 'R1'), rangeOf('M1'))).toBe(false)
})
