import { Type } from 'typebox'
import { id, money, reference, text } from './fields.ts'

const facture = {
  factureId: id(),
  consultationId: id(),
  rendezVousId: id(),
  patientId: id(),
  montant: money(),
  statut: text(),
}

export const factureCreated = Type.Object(facture)
export const facturePaid = Type.Object(facture)
export const factureOverdue = Type.Object(facture)
export const factureCancelled = Type.Object({ ...facture, raison: text() })

/** A foreign one has only the consultation's id and a reason. */
export const factureFailed = Type.Object({
  factureId: reference(),
  consultationId: id(),
  rendezVousId: reference(),
  patientId: reference(),
  montant: money(),
  statut: text(),
  raison: text(),
})
