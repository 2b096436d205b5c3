import { derivedEventId } from '../events/derivedId.ts'
import type { OutgoingEvent } from '../events/encode.ts'
import type { Conclusion, RendezvousRow } from '../state/rendezvousRow.ts'
import type { Ids } from './derives.ts'

/** What happens to a consultation or an invoice on the way from one statut to the next. */
type Step = 'created' | 'completed' | 'cancelled'

type Concluded = RendezvousRow & { readonly conclusion: Conclusion }

/**
 * The events that lead from what was in force to what is. A rendezvous that was cancelled before it was ever decided, but
 * after it was in force by event time, has its consultation created and cancelled: what is published in the end does not
 * depend on who came first.
 *
 * A second `created` under the same id, with changed values, is an update; it and what follows carry the next revision.
 */
export function publier(row: Concluded, before: Conclusion | null, ids: Ids, revision: number) {
  const now = row.conclusion
  const changed = before !== null && isChanged(before, now)
  const consultation = steps(before?.consultation ?? null, now.consultation, 'REALISEE', 'ANNULEE', changed)
  const facture = steps(before?.facture ?? null, now.facture, null, 'ANNULEE', changed)

  const republished =
    (before?.consultation != null && consultation.includes('created')) ||
    (before?.facture != null && facture.includes('created'))
  const current = republished ? revision + 1 : revision
  const events = [
    ...consultation.map(step => consultationEvent(step, row, now.consultation ? now : before!, ids, current)),
    ...facture.map(step => factureEvent(step, row, now.facture ? now : before!, ids, current)),
  ]
  const revoked = before?.consultation != null && now.consultation === null
  return { events, revision: revoked ? current + 1 : current }
}

function steps(
  before: string | null,
  now: string | null,
  done: string | null,
  cancelled: string,
  changed: boolean,
): Step[] {
  if (now === null) return before === null || before === cancelled ? [] : ['cancelled']
  const result: Step[] = []
  const reopened = before === cancelled && now !== cancelled
  if (before === null || reopened || (changed && now !== cancelled)) result.push('created')
  if (now === cancelled && before !== cancelled) result.push('cancelled')
  if (done !== null && now === done && before !== done) result.push('completed')
  return result
}

function isChanged(before: Conclusion, now: Conclusion): boolean {
  return (
    before.patientId !== now.patientId ||
    before.medecinId !== now.medecinId ||
    before.dateRendezVous !== now.dateRendezVous ||
    before.montantCentimes !== now.montantCentimes
  )
}

function consultationEvent(
  step: Step,
  row: Concluded,
  of: Conclusion,
  ids: Ids,
  revision: number,
): OutgoingEvent {
  const data = {
    consultationId: ids.consultationId,
    rendezVousId: row.rendezVousId,
    patientId: of.patientId,
    medecinId: of.medecinId,
    specialite: of.specialite,
    dateConsultation: of.dateRendezVous,
    montantCentimes: of.montantCentimes,
  }
  const type = `consultation.${step}` as const
  const stamp = {
    eventId: derivedEventId(row.rendezVousId, type, revision),
    time: timeOf(step, row, of.accepteLe!),
  }
  return type === 'consultation.cancelled'
    ? { type, ...stamp, data: { ...data, raison: row.fin?.raison ?? null } }
    : { type, ...stamp, data }
}

function factureEvent(step: Step, row: Concluded, of: Conclusion, ids: Ids, revision: number): OutgoingEvent {
  const type = step === 'cancelled' ? 'facture.cancelled' : 'facture.created'
  const data = {
    factureId: ids.factureId,
    consultationId: ids.consultationId,
    rendezVousId: row.rendezVousId,
    patientId: of.patientId,
    montantCentimes: of.montantCentimes,
    statut: step === 'cancelled' ? 'ANNULEE' : 'EMISE',
  }
  const stamp = {
    eventId: derivedEventId(row.rendezVousId, type, revision),
    time: timeOf(step, row, of.factureLe!),
  }
  return type === 'facture.cancelled'
    ? { type, ...stamp, data: { ...data, raison: row.fin?.raison ?? null } }
    : { type, ...stamp, data }
}

/** By event time, never by the clock: of its making, or of what ended it. */
function timeOf(step: Step, { fin, applied }: Concluded, createdAt: number): number {
  return step === 'created' ? createdAt : Math.max(createdAt, fin?.time ?? applied.events.at(-1)!.time)
}
