import { Type } from 'typebox'
import { id, instant, minutes, money, text } from './fields.ts'

const practitioner = {
  medecinId: id(),
  nom: text(),
  specialite: text(),
  email: text(),
  tarif: money(),
  dureeConsultation: minutes(),
}

export const medecinCreated = Type.Object(practitioner)
/** Only what changes: an absent or null field stays as it is. */
export const medecinUpdated = Type.Object(practitioner)

const interval = { medecinId: id(), debut: instant(), fin: instant() }

/** Ends an absence, or a part of one. */
export const medecinAvailable = Type.Object(interval)
/** An absence. */
export const medecinUnavailable = Type.Object(interval)
