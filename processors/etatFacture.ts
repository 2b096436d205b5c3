import type { Decision } from '../state/decision.ts'
import type { FactureStatut } from '../state/factureRow.ts'
import type { Conclusion, Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { isLater } from '../state/stamp.ts'
import { payeCentimesDe } from './reglement.ts'

/** When the invoice is made: with the consultation, or when it has taken place. */
export type Facturation = 'creation' | 'realisation'

export interface FactureRules {
  readonly facturation: Facturation
  /** How long after its issue an invoice may stay unpaid. */
  readonly delaiPaiementMs: number
}

/** What there is of an invoice, by event time `horizon`. */
export function etatFacture(
  row: RendezvousRow,
  { accepteLe, montantCentimes }: Decision,
  fin: Fin | null,
  { facturation, delaiPaiementMs }: FactureRules,
  horizon: number,
): Pick<Conclusion, 'facture' | 'factureLe' | 'payeCentimes'> {
  const payeCentimes = payeCentimesDe(row.paiements)
  const factureLe = accepteLe === null ? null : emission(row, accepteLe, fin, facturation)
  const statut = (issued: number): FactureStatut => {
    if (fin?.type === 'ANNULE') return payeCentimes > 0 ? 'A_REMBOURSER' : 'ANNULEE'
    if (payeCentimes >= montantCentimes) return 'PAYEE'
    return issued + delaiPaiementMs <= horizon ? 'EN_RETARD' : 'EMISE'
  }
  return { facture: factureLe === null ? null : statut(factureLe), factureLe, payeCentimes }
}

function emission(
  { fin: told }: RendezvousRow,
  accepteLe: number,
  fin: Fin | null,
  facturation: Facturation,
): number | null {
  if (facturation === 'creation') return accepteLe
  // It took place, whatever became of its invoice afterwards.
  const tookPlace = told?.type === 'TERMINE' && fin !== null && (fin.type === 'TERMINE' || isLater(fin, told))
  return tookPlace ? Math.max(accepteLe, told.time) : null
}
