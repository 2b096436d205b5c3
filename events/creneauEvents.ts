import { Type } from 'typebox'
import { id, instant, reference } from './fields.ts'

/** An interval of a médecin's time that can be taken again. */
export const creneauLibere = Type.Object({
  medecinId: id(),
  debut: instant(),
  fin: instant(),
  rendezVousId: reference(),
})
