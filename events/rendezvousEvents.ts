import { Type } from 'typebox'
import { id, instant, minutes, text } from './fields.ts'

/** A rendezvous asked for. Without a date it occupies no slot. */
export const rendezvousCreated = Type.Object({
  rendezVousId: id(),
  patientId: id(),
  medecinId: id(),
  dateRendezVous: instant(),
  dureeMinutes: minutes(),
  motif: text(),
})

const decision = { rendezVousId: id(), raison: text() }

export const rendezvousConfirmed = Type.Object(decision)
export const rendezvousCancelled = Type.Object(decision)
export const rendezvousCompleted = Type.Object(decision)
/** By us: PATIENT_INCONNU, MEDECIN_INCONNU, CRENEAU_OCCUPE or MEDECIN_INDISPONIBLE. */
export const rendezvousRejected = Type.Object(decision)
