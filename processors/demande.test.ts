import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventOf, RendezvousEvent } from '../events/event.ts'
import { maxDemandes, type RendezvousRow } from '../state/rendezvousRow.ts'
import { avecPatient, demandeDe, fondre } from './demande.ts'
import { mergePatient } from './mergePatient.ts'
import { mergeRendezvous } from './mergeRendezvous.ts'

const nothing = { dateRendezVous: null, dureeMinutes: null, motif: null }
const asks = (
  time: number,
  told: Partial<EventOf<'rendezvous.created'>['data']> = {},
): EventOf<'rendezvous.created'> => ({
  type: 'rendezvous.created',
  eventId: `e${time}`,
  time,
  data: { rendezVousId: 'R1', patientId: 'P1', medecinId: 'M1', ...nothing, ...told },
})
const rowOf = (...events: readonly RendezvousEvent[]) =>
  events.reduce<RendezvousRow | undefined>((row, event) => mergeRendezvous(row, event) ?? row, undefined)!
const asked = (...events: readonly RendezvousEvent[]) => demandeDe(rowOf(...events))!

describe('what was asked for before', () => {
  it('is remembered with the time until which it was', () => {
    const demande = asked(
      asks(1, { dateRendezVous: 100 }),
      asks(5, { medecinId: 'M2' }),
      asks(7, { dateRendezVous: 300 }),
    )
    expect(demande).toMatchObject({ medecinId: 'M1', dateRendezVous: 300, depuis: { time: 7 }, demandeLe: 1 })
    expect(demande.anciens).toMatchObject([
      { medecinId: 'M1', dateRendezVous: 100, depuis: { time: 1 }, jusqua: { time: 5 } },
      { medecinId: 'M2', dateRendezVous: 100, depuis: { time: 5 }, jusqua: { time: 7 } },
    ])
  })

  it('is nothing else where the same is said again, or less', () => {
    const demande = asked(
      asks(1, { dateRendezVous: 100, dureeMinutes: 20 }),
      asks(5),
      asks(9, { dateRendezVous: 100 }),
    )
    expect(demande).toMatchObject({ depuis: { time: 1, eventId: 'e1' }, dateRendezVous: 100, anciens: [] })
  })

  it('is the same in every order, and the latest of too many', () => {
    const few = [
      asks(1, { dateRendezVous: 5 }),
      asks(2),
      asks(3, { dureeMinutes: 5 }),
      asks(4, { patientId: 'P2' }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(few, { minLength: few.length }), order => {
        expect(rowOf(...order)).toEqual(rowOf(...few))
      }),
    )
    const many = Array.from({ length: maxDemandes + 5 }, (_, i) => asks(i + 1, { dateRendezVous: i }))
    expect(rowOf(...many).demandes).toHaveLength(maxDemandes)
    expect(rowOf(...many.toReversed()).demandes).toEqual(rowOf(...many).demandes)
  })
})

describe('what several patients’ sides add', () => {
  const known = (patientId: string, time: number) =>
    mergePatient(undefined, {
      type: 'patient.created',
      eventId: `p${time}`,
      time,
      data: { patientId, nom: null, prenom: null, email: null, telephone: null, dateNaissance: null },
    })!
  const demande = asked(asks(1, { patientId: 'P2' }), asks(5))
  const [first, second] = [
    avecPatient(demande, 'P2', known('P2', 2)),
    avecPatient(demande, 'P1', known('P1', 3)),
  ]

  it('comes together, whichever comes first', () => {
    expect(first).toMatchObject({ patientConnuLe: null, anciens: [{ patientConnuLe: 2 }] })
    const together = { patientConnuLe: 3, anciens: [{ patientConnuLe: 2 }] }
    expect(fondre(fondre(undefined, first), second)).toMatchObject(together)
    expect(fondre(fondre(undefined, second), first)).toMatchObject(together)
  })
})
