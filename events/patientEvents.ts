import { Type } from 'typebox'
import { day, id, text } from './fields.ts'

const identity = {
  patientId: id(),
  nom: text(),
  prenom: text(),
  email: text(),
  telephone: text(),
  dateNaissance: day(),
}

export const patientCreated = Type.Object(identity)
/** Only what changes: an absent or null field stays as it is. */
export const patientUpdated = Type.Object(identity)
/** The patient's right to be forgotten: all personal data goes. */
export const patientDeleted = Type.Object({ patientId: id() })
