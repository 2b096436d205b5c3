import * as consultation from './consultationEvents.ts'
import * as creneau from './creneauEvents.ts'
import * as facture from './factureEvents.ts'
import type { Decoded } from './fields.ts'
import * as medecin from './medecinEvents.ts'
import * as notification from './notificationEvents.ts'
import * as paiement from './paiementEvents.ts'
import * as patient from './patientEvents.ts'
import * as rendezvous from './rendezvousEvents.ts'

/** Every event of the cabinet: its data by its type, which is also its topic. The first field is the record's key. */
export const catalogue = {
  'patient.created': patient.patientCreated,
  'patient.updated': patient.patientUpdated,
  'patient.deleted': patient.patientDeleted,
  'medecin.created': medecin.medecinCreated,
  'medecin.updated': medecin.medecinUpdated,
  'medecin.available': medecin.medecinAvailable,
  'medecin.unavailable': medecin.medecinUnavailable,
  'rendezvous.created': rendezvous.rendezvousCreated,
  'rendezvous.confirmed': rendezvous.rendezvousConfirmed,
  'rendezvous.cancelled': rendezvous.rendezvousCancelled,
  'rendezvous.completed': rendezvous.rendezvousCompleted,
  'rendezvous.rejected': rendezvous.rendezvousRejected,
  'consultation.created': consultation.consultationCreated,
  'consultation.completed': consultation.consultationCompleted,
  'consultation.cancelled': consultation.consultationCancelled,
  'facture.created': facture.factureCreated,
  'facture.failed': facture.factureFailed,
  'facture.paid': facture.facturePaid,
  'facture.cancelled': facture.factureCancelled,
  'facture.overdue': facture.factureOverdue,
  'paiement.pending': paiement.paiementPending,
  'paiement.completed': paiement.paiementCompleted,
  'paiement.failed': paiement.paiementFailed,
  'creneau.libere': creneau.creneauLibere,
  'notification.requested': notification.notificationRequested,
} as const

export type EventType = keyof typeof catalogue
export type EventData<T extends EventType> = Decoded<(typeof catalogue)[T]>

export const isEventType = (name: string): name is EventType => Object.hasOwn(catalogue, name)
