import { type Static, Type } from 'typebox'
import { toDecimal } from '../../events/money.ts'
import type { FactureRow } from '../../state/factureRow.ts'
import type { Paiement, PaiementStatut } from '../../state/paiement.ts'
import { when } from '../when.ts'
import { amount, id, nullableInstant, statut } from './fields.ts'

const paiementStatuts: PaiementStatut[] = ['EN_COURS', 'RECU', 'ECHOUE']

export const paiementsSchema = Type.Object({
  factureId: id(),
  patientId: id(),
  items: Type.Array(
    Type.Object({
      paiementId: id(),
      statut: statut(...paiementStatuts),
      montant: amount(),
      ditLe: nullableInstant('When its amount was last told'),
      decideLe: nullableInstant('When it was received, or failed; null while it is under way'),
    }),
    { description: 'In the order in which they were told of' },
  ),
})

export function showPaiements(
  { factureId, patientId }: FactureRow,
  paiements: readonly Paiement[],
): Static<typeof paiementsSchema> {
  const said = ({ chiffre, decide }: Paiement) => chiffre?.time ?? decide?.time ?? 0
  return {
    factureId,
    patientId,
    items: paiements
      .toSorted((a, b) => said(a) - said(b))
      .map(({ paiementId, statut, montantCentimes, chiffre, decide }) => ({
        paiementId,
        statut,
        montant: toDecimal(montantCentimes),
        ditLe: when(chiffre?.time ?? null),
        decideLe: when(decide?.time ?? null),
      })),
  }
}
