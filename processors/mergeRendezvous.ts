import type { RendezvousEvent } from '../events/event.ts'
import { applyFields, emptyLedger } from '../state/ledger.ts'
import type { Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { earliest, earliestTime } from '../state/stamp.ts'
import { known } from './known.ts'
import { statutDe } from './statutDe.ts'

/** A rendezvous after one more event, in whatever order they arrive; null when it was applied before. */
export function mergeRendezvous(
  row: RendezvousRow | undefined,
  event: RendezvousEvent,
): RendezvousRow | null {
  const next = merged(row ?? unknownRendezvous(event.data.rendezVousId), event)
  return next && { ...next, statut: statutDe(next) }
}

function merged(row: RendezvousRow, event: RendezvousEvent): RendezvousRow | null {
  if (event.type === 'rendezvous.created') {
    const { rendezVousId: _, ...demande } = event.data
    const next = applyFields(row, event, known(demande))
    return next && { ...next, demandeLe: earliestTime(next.demandeLe, event.time) }
  }
  const next = applyFields(row, event, {})
  if (!next) return null
  if (event.type === 'rendezvous.confirmed') {
    return { ...next, confirmeLe: earliestTime(next.confirmeLe, event.time) }
  }
  const type: Fin['type'] = event.type === 'rendezvous.cancelled' ? 'ANNULE' : 'TERMINE'
  const { eventId, time, data } = event
  return { ...next, fin: earliest(next.fin, { type, time, eventId, raison: data.raison }) }
}

function unknownRendezvous(rendezVousId: string): RendezvousRow {
  return {
    v: 1,
    rendezVousId,
    patientId: null,
    medecinId: null,
    dateRendezVous: null,
    dureeMinutes: null,
    motif: null,
    demandeLe: null,
    confirmeLe: null,
    fin: null,
    statut: 'EN_ATTENTE',
    manque: [],
    conclusion: null,
    applied: emptyLedger,
  }
}
