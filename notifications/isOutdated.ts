import { dateIn } from './dateIn.ts'
import type { Facts } from './facts.ts'

const aboutWhatComes = new Set(['confirmation', 'rappel', 'annulation', 'rejet'])
const takesPlace = new Set(['ACCEPTE', 'CONFIRME'])

/** Whether nobody needs it any more: its rendezvous is past; of a reminder also, it was cancelled or has another date. */
export function isOutdated(
  modele: string | null,
  donnees: unknown,
  { rendezVous }: Pick<Facts, 'rendezVous'>,
  now: number,
): boolean {
  const date = dateIn(donnees)
  if (modele === null || !aboutWhatComes.has(modele)) return false
  if (date !== null && date < now) return true
  if (modele !== 'rappel' || rendezVous === null) return false
  return !takesPlace.has(rendezVous.statut ?? '') || (date !== null && rendezVous.date !== date)
}
