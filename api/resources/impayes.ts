import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { ImpayeRow } from '../../state/impayeRow.ts'
import { when } from '../when.ts'
import { amount, id, instant, nullableText, statut } from './fields.ts'

export const impayeSchema = Type.Object({
  factureId: id(),
  rendezVousId: id(),
  patientId: id(),
  medecinId: id(),
  montant: amount(),
  reste: amount('Still to be paid'),
  emiseLe: instant(),
  echeanceLe: instant(),
  statut: statut('EMISE', 'EN_RETARD'),
})

export const impayesSchema = Type.Object({
  items: Type.Array(impayeSchema, {
    description: 'In the order in which they are due; those overdue come last',
  }),
  next: nullableText('Pass as `cursor`; null at the end'),
})

export function showImpaye(row: ImpayeRow): Static<typeof impayeSchema> {
  return {
    factureId: row.factureId,
    rendezVousId: row.rendezVousId,
    patientId: row.patientId,
    medecinId: row.medecinId,
    montant: toDecimal(row.montantCentimes),
    reste: toDecimal(row.resteCentimes),
    emiseLe: when(row.emiseLe)!,
    echeanceLe: when(row.echeanceLe)!,
    statut: row.statut,
  }
}
