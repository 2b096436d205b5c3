import type { DemandeRow } from '../state/demandeRow.ts'
import { appliedCount } from '../state/ledger.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'

/**
 * What travels from a rendezvous to its patient and on to its médecin: the demande as it is now, or, to those it had before
 * a change of patient or médecin, that it is no longer theirs.
 */
export type DemandeMessage =
  | { readonly kind: 'demande'; readonly demande: DemandeRow }
  | { readonly kind: 'retrait'; readonly rendezVousId: string; readonly nombre: number }

/** Null while only its confirmation, cancellation or completion has come: nobody can be asked about it yet. */
export function demandeDe(row: RendezvousRow): DemandeRow | null {
  const { rendezVousId, patientId, medecinId, demandeLe, dateRendezVous, dureeMinutes, confirmeLe, fin } = row
  if (patientId === null || medecinId === null || demandeLe === null) return null
  return {
    v: 1,
    rendezVousId,
    patientId,
    medecinId,
    dateRendezVous,
    dureeMinutes,
    demandeLe,
    confirme: confirmeLe !== null,
    annuleLe: fin?.type === 'ANNULE' ? fin.time : null,
    termineLe: fin?.type === 'TERMINE' ? fin.time : null,
    nombre: appliedCount(row.applied),
    patientConnuLe: null,
  }
}

/** Whether a withdrawal is about what is stored: the new owner's demande may have overtaken it. */
export const isWithdrawn = (stored: DemandeRow | undefined, nombre: number): stored is DemandeRow =>
  stored !== undefined && stored.nombre < nombre
