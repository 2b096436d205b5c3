import { derivedEventId } from '../events/derivedId.ts'
import type { OutgoingEvent } from '../events/encode.ts'
import { toDecimal } from '../events/money.ts'
import type { RappelRow } from '../state/rappelRow.ts'
import type { Conclusion } from '../state/rendezvousRow.ts'
import type { Ids } from './derives.ts'

export type Modele =
  | 'confirmation'
  | 'rappel'
  | 'annulation'
  | 'rejet'
  | 'facture'
  | 'relance'
  | 'remboursement'

/**
 * A notification to a patient: ids, dates and amounts, no names. Whether there is one is decided by event times alone
 * (of what it is about, and of the rendezvous), never by when we heard of it: late news and a replay ask for the same ones.
 * Whether it is still worth sending is for the sender to say, who has a clock.
 */
export function notification(
  modele: Modele,
  patientId: string,
  time: number,
  cause: { readonly rendezVousId: string; readonly decision: string; readonly revision: number },
  donnees: Readonly<Record<string, unknown>>,
): OutgoingEvent {
  const { rendezVousId, decision, revision } = cause
  return {
    type: 'notification.requested',
    eventId: derivedEventId(
      rendezVousId,
      `notification.requested ${modele} ${patientId} ${decision}`,
      revision,
    ),
    time,
    data: { destinataire: patientId, canal: 'EMAIL', modele, donnees: { rendezVousId, ...donnees } },
  }
}

/** About the rendezvous itself. */
export const aboutRendezvous = ({ medecinId, dateRendezVous }: RappelRow | Conclusion) => ({
  medecinId,
  dateRendezVous: dateRendezVous === null ? null : new Date(dateRendezVous).toISOString(),
})

/** About its invoice. */
export const aboutFacture = ({ montantCentimes }: Conclusion, ids: Ids) => ({
  factureId: ids.factureId,
  montant: toDecimal(montantCentimes),
})
