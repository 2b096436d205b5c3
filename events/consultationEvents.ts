import { Type } from 'typebox'
import { id, instant, money, text } from './fields.ts'

const consultation = {
  consultationId: id(),
  rendezVousId: id(),
  patientId: id(),
  medecinId: id(),
  specialite: text(),
  dateConsultation: instant(),
  montant: money(),
}

export const consultationCreated = Type.Object(consultation)
export const consultationCompleted = Type.Object(consultation)
export const consultationCancelled = Type.Object({ ...consultation, raison: text() })
