import { Type } from 'typebox'
import { id, money } from './fields.ts'

const paiement = { paiementId: id(), factureId: id(), montant: money() }

export const paiementPending = Type.Object(paiement)
export const paiementCompleted = Type.Object(paiement)
export const paiementFailed = Type.Object(paiement)
