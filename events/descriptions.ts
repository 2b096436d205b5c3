import type { EventType } from './catalogue.ts'

/** What each event says. */
export const descriptions: Readonly<Record<EventType, string>> = {
  'patient.created': 'A patient is known from now on.',
  'patient.updated': 'Something about a patient changed: an absent or null field stays as it is.',
  'patient.deleted': 'A patient’s right to be forgotten: all personal data goes. May be a tombstone.',
  'medecin.created': 'A médecin is known from now on.',
  'medecin.updated': 'Something about a médecin changed: an absent or null field stays as it is.',
  'medecin.available': 'Ends an absence, or a part of one.',
  'medecin.unavailable': 'An absence.',
  'rendezvous.created':
    'A rendezvous is asked for. Without a date it occupies no slot; a second one of the same id is an update.',
  'rendezvous.confirmed': 'A rendezvous was confirmed.',
  'rendezvous.cancelled': 'A rendezvous does not take place: by others, or by us as a compensation.',
  'rendezvous.completed': 'A rendezvous took place.',
  'rendezvous.rejected':
    'A rendezvous cannot be; `raison` is `PATIENT_INCONNU`, `MEDECIN_INCONNU`, `CRENEAU_OCCUPE` or `MEDECIN_INDISPONIBLE`.',
  'consultation.created':
    'An accepted rendezvous has its consultation; a second one of the same id is an update.',
  'consultation.completed': 'A consultation took place.',
  'consultation.cancelled': 'A consultation does not take place.',
  'facture.created': 'A consultation is invoiced; a second one of the same id is an update.',
  'facture.failed':
    'A facture could not be made: its rendezvous is cancelled. A foreign one has only the consultation’s id and a reason.',
  'facture.paid': 'A facture is paid in full.',
  'facture.cancelled': 'A facture is void.',
  'facture.overdue': 'A facture was not paid in time.',
  'paiement.pending': 'A payment was begun.',
  'paiement.completed': 'A payment was made.',
  'paiement.failed': 'A payment came to nothing: its facture stays open.',
  'creneau.libere': 'An interval of a médecin’s time can be taken again.',
  'notification.requested': 'Somebody is to be told something. Carries ids, not names or addresses.',
}
