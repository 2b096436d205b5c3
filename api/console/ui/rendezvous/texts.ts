import { bilingual } from 'millrace/console/ui/language.ts'
import type { RendezvousStatut } from '../data/statut.ts'

const fr: Record<RendezvousStatut, string> = {
  EN_ATTENTE: 'En attente',
  ACCEPTE: 'À confirmer',
  CONFIRME: 'Confirmé',
  ANNULE: 'Annulé',
  TERMINE: 'Terminé',
  REJETE: 'Refusé',
}
const en: Record<RendezvousStatut, string> = {
  EN_ATTENTE: 'Waiting',
  ACCEPTE: 'To confirm',
  CONFIRME: 'Confirmed',
  ANNULE: 'Cancelled',
  TERMINE: 'Done',
  REJETE: 'Refused',
}
const raisonsFr: Record<string, string> = {
  PATIENT_INCONNU: 'Le patient n’est pas connu.',
  MEDECIN_INCONNU: 'Le médecin n’est pas connu.',
  CRENEAU_OCCUPE: 'Le créneau est déjà pris.',
  MEDECIN_INDISPONIBLE: 'Le médecin est absent.',
}
const raisonsEn: Record<string, string> = {
  PATIENT_INCONNU: 'The patient is not known.',
  MEDECIN_INCONNU: 'The médecin is not known.',
  CRENEAU_OCCUPE: 'The slot is taken already.',
  MEDECIN_INDISPONIBLE: 'The médecin is away.',
}

export const texts = bilingual({
  fr: {
    statuts: fr,
    raisons: raisonsFr,
    decided: {
      ACCEPTE: 'Acceptée : le créneau est réservé',
      CONFIRME: 'Acceptée : le rendez-vous est confirmé',
      ANNULE: 'Acceptée : le rendez-vous est annulé',
      TERMINE: 'Acceptée : le rendez-vous a eu lieu',
      REJETE: 'Refusée',
      EN_ATTENTE: 'En attente',
    } as Record<RendezvousStatut, string>,
    lacks:
      'Le patient ou le médecin n’est pas encore connu ; la décision tombe quand il l’est, ou après 24 heures.',
    invoice: (amount: string) => `Consultation créée ; ${amount} à facturer.`,
  },
  en: {
    statuts: en,
    raisons: raisonsEn,
    decided: {
      ACCEPTE: 'Accepted: the slot is taken',
      CONFIRME: 'Accepted: the rendezvous is confirmed',
      ANNULE: 'Accepted: the rendezvous is cancelled',
      TERMINE: 'Accepted: the rendezvous has taken place',
      REJETE: 'Refused',
      EN_ATTENTE: 'Waiting',
    } as Record<RendezvousStatut, string>,
    lacks: 'The patient or the médecin is not known yet; it is decided once they are, or after 24 hours.',
    invoice: (amount: string) => `A consultation was created; ${amount} to invoice.`,
  },
})
