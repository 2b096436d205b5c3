import type { PaiementEvent } from '../events/event.ts'
import { maxPaiements, type Paiement } from '../state/paiement.ts'
import { isLater } from '../state/stamp.ts'

/**
 * The payments of an invoice after one more event, in the order of their ids; null when it changes nothing.
 *
 * Of those that say how a payment ended the latest counts: one received can fail afterwards. That one is under way says
 * nothing against either, whenever it was said.
 */
export function mergePaiement(
  paiements: readonly Paiement[],
  event: PaiementEvent,
): readonly Paiement[] | null {
  const { paiementId, montantCentimes } = event.data
  const stamp = { time: event.time, eventId: event.eventId }
  const known = paiements.find(each => each.paiementId === paiementId)
  let next = known ?? { paiementId, statut: 'EN_COURS', decide: null, montantCentimes: 0, chiffre: null }
  if (event.type !== 'paiement.pending' && (next.decide === null || isLater(stamp, next.decide))) {
    next = { ...next, statut: event.type === 'paiement.completed' ? 'RECU' : 'ECHOUE', decide: stamp }
  }
  if (montantCentimes !== null && (next.chiffre === null || isLater(stamp, next.chiffre))) {
    next = { ...next, montantCentimes, chiffre: stamp }
  }
  if (next === known) return null
  const others = paiements.filter(each => each !== known)
  if (others.length >= maxPaiements) throw new RangeError(`An invoice has ${maxPaiements} payments at most`)
  return [...others, next].sort((a, b) => (a.paiementId < b.paiementId ? -1 : 1))
}
