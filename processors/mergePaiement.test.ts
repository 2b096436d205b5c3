import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PaiementEvent } from '../events/event.ts'
import { maxPaiements, type Paiement } from '../state/paiement.ts'
import { mergePaiement } from './mergePaiement.ts'
import { payeCentimesDe, regleLe } from './reglement.ts'

const event = (
  step: 'pending' | 'completed' | 'failed',
  time: number,
  montantCentimes: number | null = 100,
  paiementId = 'A',
  eventId = `${step}${time}`,
): PaiementEvent => ({
  type: `paiement.${step}`,
  eventId,
  time,
  data: { paiementId, factureId: 'F', montantCentimes },
})
const fold = (...events: readonly PaiementEvent[]) =>
  events.reduce<readonly Paiement[]>((all, each) => mergePaiement(all, each) ?? all, [])

it('ends as it was said last, whatever was said to be under way since', () => {
  expect(fold(event('completed', 2), event('pending', 3))).toMatchObject([{ statut: 'RECU' }])
  expect(fold(event('completed', 2), event('failed', 3))).toMatchObject([{ statut: 'ECHOUE' }])
  expect(fold(event('failed', 3), event('completed', 2))).toMatchObject([{ statut: 'ECHOUE' }])
  expect(fold(event('pending', 1))).toMatchObject([{ statut: 'EN_COURS' }])
})

it('has the amount that was told last, also where its end tells none', () => {
  expect(payeCentimesDe(fold(event('pending', 1, 70), event('completed', 2, null)))).toBe(70)
  expect(payeCentimesDe(fold(event('completed', 2, null), event('pending', 3, 80)))).toBe(80)
})

it('is the same in every order, repeats or not', () => {
  const events = fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom('pending', 'completed', 'failed'),
        fc.nat(4),
        fc.option(fc.nat(9)),
        fc.constantFrom('A', 'B'),
        fc.string(),
      )
      .map(([step, time, amount, id, eventId]) => event(step as 'pending', time, amount, id, eventId)),
    { selector: each => each.eventId, maxLength: 10 },
  )
  fc.assert(
    fc.property(events, fc.func(fc.integer()), (all, rank) => {
      const shuffled = [...all, ...all].sort((a, b) => rank(a.eventId) - rank(b.eventId))
      expect(fold(...shuffled)).toEqual(fold(...all))
    }),
  )
})

it('settles when the sum is reached, in the order in which payments were received', () => {
  const paiements = fold(
    event('completed', 9, 60, 'A'),
    event('completed', 3, 50, 'B'),
    event('failed', 1, 500, 'C'),
  )
  expect(regleLe(paiements, 100)).toBe(9)
  expect(regleLe(paiements, 50)).toBe(3)
  expect(regleLe(paiements, 111)).toBeNull()
})

it('of one invoice there is a limited number', () => {
  const full = fold(...Array.from({ length: maxPaiements }, (_, i) => event('pending', i, 1, `P${i}`)))
  expect(() => mergePaiement(full, event('pending', 1, 1, 'one more'))).toThrow(RangeError)
  expect(mergePaiement(full, event('completed', 1, 1, 'P0'))).toHaveLength(maxPaiements)
})
