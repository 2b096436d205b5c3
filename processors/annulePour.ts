import type { Conclusion, Fin } from '../state/rendezvousRow.ts'
import { isAhead } from './isAhead.ts'

/**
 * Whose rendezvous is to be told cancelled, and as what he knew it; null: nobody's. Who had it and has it no longer is told,
 * also where it was over when we heard of that; but not twice, and not who is erased: there is nobody to tell.
 */
export function annulePour(before: Conclusion | null, now: Conclusion, fin: Fin | null): Conclusion | null {
  const held = before !== null && isHeld(before) ? before : null
  if (held !== null && held.patientId !== now.patientId) return held.patientSupprimeLe === null ? held : null
  if (fin?.cause === 'EFFACEMENT') return null
  // A rejection tells it too.
  if (now.consultation === null) return now.statut === 'REJETE' ? null : held
  if (now.consultation !== 'ANNULEE' || !isAhead(now, now.finLe)) return null
  return held !== null || before === null || before.consultation === null ? now : null
}

/** It was accepted, and its patient was not told that it ended: what was over by event time is not told. */
const isHeld = (conclusion: Conclusion): boolean =>
  conclusion.consultation !== null &&
  !(conclusion.consultation === 'ANNULEE' && isAhead(conclusion, conclusion.finLe))
