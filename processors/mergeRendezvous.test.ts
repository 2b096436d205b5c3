import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RendezvousEvent } from '../events/event.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { mergeRendezvous } from './mergeRendezvous.ts'

const demande = {
  rendezVousId: 'R1',
  patientId: 'P1',
  medecinId: 'M1',
  dateRendezVous: null,
  dureeMinutes: null,
  motif: null,
}
const created = (time: number): RendezvousEvent => ({
  type: 'rendezvous.created',
  eventId: `a${time}`,
  time,
  data: { ...demande, dureeMinutes: time + 1 },
})
const then = (type: 'confirmed' | 'cancelled' | 'completed', time: number): RendezvousEvent => ({
  type: `rendezvous.${type}`,
  eventId: `${type}${time}`,
  time,
  data: { rendezVousId: 'R1', raison: `${type} à ${time}` },
})
const fold = (...events: readonly RendezvousEvent[]) =>
  events.reduce<RendezvousRow | undefined>((row, event) => mergeRendezvous(row, event) ?? row, undefined)!

it('what ends it first ends it; what comes after by event time ends nothing', () => {
  expect(fold(created(1), then('completed', 5), then('cancelled', 4)).fin).toMatchObject({
    type: 'ANNULE',
    time: 4,
  })
  expect(fold(created(1), then('completed', 3), then('cancelled', 4)).fin).toMatchObject({ type: 'TERMINE' })
})

it('a cancellation shows at once, whatever else is known', () => {
  expect(fold(then('cancelled', 4)).statut).toBe('ANNULE')
  expect(fold(then('completed', 4)).statut).toBe('EN_ATTENTE')
})

it('is the same in every order', () => {
  const all = [
    created(1),
    created(2),
    then('confirmed', 3),
    then('cancelled', 4),
    then('completed', 4),
    then('confirmed', 5),
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), order => {
      expect(fold(...order)).toEqual(fold(...all))
    }),
  )
})
