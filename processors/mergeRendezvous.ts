import type { EchecEvent, EventOf, RendezvousEvent } from '../events/event.ts'
import { applyFields, emptyLedger } from '../state/ledger.ts'
import { type Demandee, type Fin, maxDemandes, type RendezvousRow } from '../state/rendezvousRow.ts'
import { earliest, earliestTime, isLater } from '../state/stamp.ts'
import { demandeStamp } from './demande.ts'
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

/** The same, of an invoice of it that failed. */
export function mergeEchec(
  row: RendezvousRow | undefined,
  rendezVousId: string,
  event: EchecEvent,
): RendezvousRow | null {
  const applied = applyFields(row ?? unknownRendezvous(rendezVousId), event, {})
  if (!applied) return null
  const { eventId, time, data } = event
  const echec = { type: 'ANNULE', cause: 'FACTURE', eventId, time, raison: data.raison } as const
  const next = { ...applied, echec: earliest(applied.echec, echec) }
  return { ...next, statut: statutDe(next) }
}

function merged(row: RendezvousRow, event: RendezvousEvent): RendezvousRow | null {
  if (event.type === 'rendezvous.created') {
    const { rendezVousId: _, ...demande } = event.data
    const next = applyFields(row, event, known(demande))
    const demandeLe = earliestTime(row.demandeLe, event.time)
    return next && { ...next, demandeLe, demandes: withDemande(row, event) }
  }
  const next = applyFields(row, event, {})
  if (!next) return null
  if (event.type === 'rendezvous.confirmed') {
    return { ...next, confirmeLe: earliestTime(next.confirmeLe, event.time) }
  }
  const type: Fin['type'] = event.type === 'rendezvous.cancelled' ? 'ANNULE' : 'TERMINE'
  const { eventId, time, data } = event
  const fin: Fin = { type, cause: 'DEMANDE', time, eventId, raison: data.raison }
  return { ...next, fin: earliest(next.fin, fin) }
}

function withDemande(row: RendezvousRow, event: EventOf<'rendezvous.created'>): readonly Demandee[] {
  const { time, eventId, data } = event
  const added = { time, eventId, ...souhaitOf(data.patientId, data.medecinId, data) }
  if (row.patientId === null || row.medecinId === null) return []
  const first = { ...demandeStamp(row), ...souhaitOf(row.patientId, row.medecinId, row) }
  const demandes = row.demandes.length === 0 ? [first] : row.demandes
  if (demandes.some(each => each.eventId === eventId)) return demandes
  return [...demandes, added].sort((a, b) => (isLater(a, b) ? 1 : -1)).slice(-maxDemandes)
}

function souhaitOf(
  patientId: string,
  medecinId: string,
  { dateRendezVous, dureeMinutes }: Pick<Demandee, 'dateRendezVous' | 'dureeMinutes'>,
): Omit<Demandee, 'time' | 'eventId'> {
  return { patientId, medecinId, dateRendezVous, dureeMinutes }
}

export function unknownRendezvous(rendezVousId: string): RendezvousRow {
  return {
    v: 3,
    rendezVousId,
    patientId: null,
    medecinId: null,
    dateRendezVous: null,
    dureeMinutes: null,
    motif: null,
    demandes: [],
    demandeLe: null,
    confirmeLe: null,
    fin: null,
    echec: null,
    paiements: [],
    statut: 'EN_ATTENTE',
    manque: [],
    conclusion: null,
    applied: emptyLedger,
  }
}
