import type { OutgoingEvent } from '../events/encode.ts'
import { toDecimal } from '../events/money.ts'
import type { Conclusion, Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { annulePour } from './annulePour.ts'
import type { Ids } from './derives.ts'
import { isAhead } from './isAhead.ts'
import { aboutFacture, aboutRendezvous, type Modele, notification } from './notifications.ts'
import type { ConsultationStep } from './publier.ts'
import type { FactureStep } from './publierFacture.ts'

interface Change {
  readonly row: RendezvousRow & { readonly conclusion: Conclusion }
  readonly before: Conclusion | null
  readonly ids: Ids
  readonly fin: Fin | null
  /** Of whatever ends here. */
  readonly time: number
  /** Of its invoice. */
  readonly echeanceLe: number | null
  /** Other figures than before. */
  readonly changed: boolean
  readonly consultation: readonly ConsultationStep[]
  readonly facture: readonly FactureStep[]
  readonly revision: number
}

/** What the patient is told of a change; reminders are told by time: see rappel.ts. */
export function notifier(change: Change): readonly OutgoingEvent[] {
  const { row, before, ids, time, consultation, revision } = change
  const now = row.conclusion
  const { rendezVousId } = row
  const events: OutgoingEvent[] = []
  const tell = (modele: Modele, of: Conclusion, at: number, donnees: object, decision = '') =>
    events.push(notification(modele, of.patientId, at, { rendezVousId, decision, revision }, { ...donnees }))

  if (
    isAhead(now, now.accepteLe) &&
    (isAheadAfterAll(change) || (consultation.includes('created') && isNews(change)))
  ) {
    tell('confirmation', now, now.accepteLe!, aboutRendezvous(now))
  }
  if (isInvoiced(change)) {
    tell('facture', now, now.factureLe!, { ...aboutRendezvous(now), ...aboutFacture(now, ids) })
  }
  const { rejet } = now
  const isRejected = now.statut === 'REJETE' && rejet !== null
  if (isRejected && (before?.statut !== 'REJETE' || before.patientId !== now.patientId)) {
    tell('rejet', now, rejet.time, { ...aboutRendezvous(now), raison: rejet.raison })
  }
  const annule = annulePour(before, now, change.fin)
  if (annule) tell('annulation', annule, Math.max(time, annule.accepteLe!), aboutRendezvous(annule))
  if (change.facture.includes('overdue')) {
    tell('relance', now, change.echeanceLe!, { ...aboutRendezvous(now), ...aboutFacture(now, ids) })
  }
  const refund = remboursementCentimes(now)
  if (refund > 0 && refund !== (before && remboursementCentimes(before))) {
    tell('remboursement', now, time, { factureId: ids.factureId, montant: toDecimal(refund) }, String(refund))
  }
  return events
}

const isAlive = ({ consultation }: Conclusion) => consultation === 'CREEE' || consultation === 'REALISEE'

/** Late news of its patient or médecin: it was accepted earlier than had been thought, and so before its date. */
const isAheadAfterAll = ({ before, row: { conclusion: now } }: Change): boolean =>
  before !== null && isAlive(before) && isAlive(now) && !isAhead(before, before.accepteLe)

/** A changed amount is no news of the rendezvous. */
function isNews({ before, row: { conclusion: now } }: Change): boolean {
  if (before === null || before.consultation === null || before.consultation === 'ANNULEE') return true
  return (
    before.patientId !== now.patientId ||
    before.medecinId !== now.medecinId ||
    before.dateRendezVous !== now.dateRendezVous
  )
}

function isInvoiced({ before, facture, changed }: Change): boolean {
  if (!facture.includes('created')) return false
  return before === null || before.facture === null || before.facture === 'ANNULEE' || changed
}

/** What was paid for a rendezvous that will not be. */
export const remboursementCentimes = ({ statut, payeCentimes }: Conclusion): number =>
  statut === 'ANNULE' || statut === 'REJETE' ? payeCentimes : 0
