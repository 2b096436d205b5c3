import type { Decision } from '../state/decision.ts'
import type { RendezvousRow, RendezvousStatut } from '../state/rendezvousRow.ts'
import { type Endable, finDe } from './finDe.ts'

type Known = Endable &
  Pick<RendezvousRow, 'confirmeLe'> & {
    readonly conclusion: Pick<Decision, 'accepteLe' | 'rejet'> | null
  }

/** A rejection is the end of it; else a cancellation holds in any state, and everything else shows once it is accepted. */
export function statutDe(row: Known): RendezvousStatut {
  if (row.conclusion !== null && row.conclusion.rejet !== null) return 'REJETE'
  const fin = finDe(row)
  if (fin?.type === 'ANNULE') return 'ANNULE'
  if (row.conclusion === null || row.conclusion.accepteLe === null) return 'EN_ATTENTE'
  if (fin) return 'TERMINE'
  return row.confirmeLe === null ? 'ACCEPTE' : 'CONFIRME'
}
