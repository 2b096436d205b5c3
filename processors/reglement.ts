import type { Paiement } from '../state/paiement.ts'
import { isLater } from '../state/stamp.ts'

/** What has been received. */
export const payeCentimesDe = (paiements: readonly Paiement[]): number =>
  paiements.reduce((sum, { statut, montantCentimes }) => sum + (statut === 'RECU' ? montantCentimes : 0), 0)

/** Event time of the payment by which what was received reached the amount; null: it does not. */
export function regleLe(paiements: readonly Paiement[], montantCentimes: number): number | null {
  const received = paiements
    .flatMap(({ statut, decide, montantCentimes }) =>
      statut === 'RECU' && decide !== null ? [{ decide, montantCentimes }] : [],
    )
    .sort((a, b) => (isLater(a.decide, b.decide) ? 1 : -1))
  let sum = 0
  for (const each of received) {
    sum += each.montantCentimes
    if (sum >= montantCentimes) return each.decide.time
  }
  return null
}
