import type { RendezvousRow, RendezvousStatut } from '../state/rendezvousRow.ts'

type Known = Pick<RendezvousRow, 'fin' | 'confirmeLe'> & {
  readonly conclusion: { readonly accepteLe: number | null } | null
}

/** A cancellation holds in any state; everything else shows once the rendezvous is accepted. */
export function statutDe({ fin, confirmeLe, conclusion }: Known): RendezvousStatut {
  if (fin?.type === 'ANNULE') return 'ANNULE'
  if (conclusion === null || conclusion.accepteLe === null) return 'EN_ATTENTE'
  if (fin) return 'TERMINE'
  return confirmeLe === null ? 'ACCEPTE' : 'CONFIRME'
}
