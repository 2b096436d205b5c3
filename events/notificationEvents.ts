import { Type } from 'typebox'
import { anything, id, text } from './fields.ts'

/** `destinataire` and `donnees` carry ids, not names or addresses: what is published cannot be erased. */
export const notificationRequested = Type.Object({
  destinataire: id(),
  canal: text(),
  modele: text(),
  donnees: anything(),
})
