import { bilingual } from 'millrace/console/ui/language.ts'
import type { Statut } from '../data/statut.ts'

/** Each statut of the domain in a word. */
export const statutWords = bilingual<Readonly<Record<Statut, string>>>({
  fr: {
    EN_ATTENTE: 'En attente',
    ACCEPTE: 'À confirmer',
    CONFIRME: 'Confirmé',
    ANNULE: 'Annulé',
    TERMINE: 'Terminé',
    REJETE: 'Refusé',
    CREEE: 'Prévue',
    REALISEE: 'Réalisée',
    ANNULEE: 'Annulée',
    EMISE: 'Émise',
    EN_RETARD: 'En retard',
    PAYEE: 'Payée',
    A_REMBOURSER: 'À rembourser',
    EN_COURS: 'En cours',
    RECU: 'Reçu',
    ECHOUE: 'Échoué',
  },
  en: {
    EN_ATTENTE: 'Waiting',
    ACCEPTE: 'To confirm',
    CONFIRME: 'Confirmed',
    ANNULE: 'Cancelled',
    TERMINE: 'Done',
    REJETE: 'Refused',
    CREEE: 'Planned',
    REALISEE: 'Held',
    ANNULEE: 'Cancelled',
    EMISE: 'Issued',
    EN_RETARD: 'Overdue',
    PAYEE: 'Paid',
    A_REMBOURSER: 'To be refunded',
    EN_COURS: 'Under way',
    RECU: 'Received',
    ECHOUE: 'Failed',
  },
})
