import { derivedEventId } from '../events/derivedId.ts'
import type { OutgoingEvent } from '../events/encode.ts'
import type { ConsultationStatut } from '../state/consultationRow.ts'
import type { Conclusion, Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { annulePour } from './annulePour.ts'
import type { Ids } from './derives.ts'
import { finDe } from './finDe.ts'
import { liberer } from './liberer.ts'
import { notifier, remboursementCentimes } from './notifier.ts'
import { factureEvent, factureSteps } from './publierFacture.ts'

/** What happens to a consultation on the way from one statut to the next. */
export type ConsultationStep = 'created' | 'completed' | 'cancelled'

type Concluded = RendezvousRow & { readonly conclusion: Conclusion }

interface Given {
  readonly ids: Ids
  readonly revision: number
  readonly delaiPaiementMs: number
}

/**
 * The events that lead from what was in force to what is. A rendezvous that was cancelled before it was ever decided, but
 * after it was in force by event time, has its consultation created and cancelled: what is published in the end does not
 * depend on who came first.
 *
 * A second `created` under the same id, with changed values, is an update; it and what follows carry the next revision.
 */
export function publier(
  row: Concluded,
  before: Conclusion | null,
  { ids, revision, delaiPaiementMs }: Given,
) {
  const now = row.conclusion
  const fin = finDe(row)
  const changed = before !== null && isChanged(before, now)
  const consultation = steps(before?.consultation ?? null, now.consultation, changed)
  const facture = factureSteps(before?.facture ?? null, now.facture, changed)

  const republished =
    (before?.consultation != null && consultation.includes('created')) ||
    (before?.facture != null && facture.includes('created'))
  const isTakenBack =
    before !== null &&
    before.rejet !== null &&
    (before.rejet.raison !== now.rejet?.raison || before.patientId !== now.patientId)
  const refund = before === null ? 0 : remboursementCentimes(before)
  const isOtherRefund = refund > 0 && refund !== remboursementCentimes(now)
  // Perhaps not for the first time: its end was told before, and then lay after its date.
  const isEndToldAnew = before?.consultation === 'ANNULEE' && annulePour(before, now, fin) !== null
  const current = republished || isTakenBack || isOtherRefund || isEndToldAnew ? revision + 1 : revision
  /** Of whatever ends here. */
  const time = fin?.time ?? row.applied.events.at(-1)!.time
  const ending = { row, ids, delaiPaiementMs, time, raison: raisonDe(now, fin), revision: current }
  const events = [
    ...annulation(row, before, fin, current),
    ...rejet(row, before, current),
    ...consultation.map(step => consultationEvent(step, { ...ending, of: now.consultation ? now : before! })),
    ...facture.map(step => factureEvent(step, { ...ending, of: now.facture ? now : before! })),
    ...liberer(row, before, consultation, time, current),
    ...notifier({
      row,
      before,
      ids,
      fin,
      time,
      echeanceLe: now.factureLe === null ? null : now.factureLe + delaiPaiementMs,
      changed,
      consultation,
      facture,
      revision: current,
    }),
  ]
  const revoked =
    (before?.consultation != null && now.consultation === null) ||
    (before?.statut === 'ANNULE' && now.statut !== 'ANNULE')
  return { events, revision: revoked ? current + 1 : current }
}

/** To those who did not cancel it themselves. */
function annulation(
  { rendezVousId, conclusion }: Concluded,
  before: Conclusion | null,
  fin: Fin | null,
  revision: number,
): readonly OutgoingEvent[] {
  if (conclusion.statut !== 'ANNULE' || before?.statut === 'ANNULE') return []
  if (fin === null || fin.cause === 'DEMANDE') return []
  const type = 'rendezvous.cancelled'
  const eventId = derivedEventId(rendezVousId, type, revision)
  return [{ type, eventId, time: fin.time, data: { rendezVousId, raison: fin.raison ?? fin.cause } }]
}

function rejet(
  { rendezVousId, conclusion }: Concluded,
  before: Conclusion | null,
  revision: number,
): readonly OutgoingEvent[] {
  const { rejet } = conclusion
  if (rejet === null || rejet.raison === before?.rejet?.raison) return []
  const type = 'rendezvous.rejected'
  const eventId = derivedEventId(rendezVousId, type, revision)
  return [{ type, eventId, time: rejet.time, data: { rendezVousId, raison: rejet.raison } }]
}

/** Why a consultation or an invoice is cancelled. */
const raisonDe = ({ rejet }: Conclusion, fin: Fin | null): string | null =>
  rejet?.raison ?? fin?.raison ?? null

function steps(
  before: ConsultationStatut | null,
  now: ConsultationStatut | null,
  changed: boolean,
): readonly ConsultationStep[] {
  if (now === null) return before === null || before === 'ANNULEE' ? [] : ['cancelled']
  const result: ConsultationStep[] = []
  const reopened = before === 'ANNULEE' && now !== 'ANNULEE'
  if (before === null || reopened || (changed && now !== 'ANNULEE')) result.push('created')
  if (now === 'ANNULEE' && before !== 'ANNULEE') result.push('cancelled')
  if (now === 'REALISEE' && (before !== 'REALISEE' || changed)) result.push('completed')
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

interface Telling {
  readonly row: RendezvousRow
  readonly of: Conclusion
  readonly ids: Ids
  readonly time: number
  readonly raison: string | null
  readonly revision: number
}

function consultationEvent(step: ConsultationStep, telling: Telling): OutgoingEvent {
  const { row, of, ids, raison, revision } = telling
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
  // By event time, never by the clock: of its making, or of what ended it.
  const time = step === 'created' ? of.accepteLe! : Math.max(of.accepteLe!, telling.time)
  const stamp = { eventId: derivedEventId(row.rendezVousId, type, revision), time }
  return type === 'consultation.cancelled'
    ? { type, ...stamp, data: { ...data, raison } }
    : { type, ...stamp, data }
}
