import type { DossierRow } from '../state/dossierRow.ts'
import type { RendezvousStatut } from '../state/rendezvousRow.ts'
import type { TotauxRow } from '../state/totauxRow.ts'
import { type DossierMessage, nothing, sum } from './dossier.ts'

/** The sums of a partition after a message has changed one of its dossiers; null when they are the same. */
export function mergeTotaux(
  row: TotauxRow | undefined,
  message: DossierMessage,
  before: DossierRow | undefined,
  now: DossierRow | null,
): TotauxRow | null {
  const current = row ?? { v: 1, patients: 0, statuts: {}, ...nothing }
  if (message.kind === 'identite') {
    const patients = count(now) - count(before)
    return patients === 0 ? null : { ...current, patients: current.patients + patients }
  }
  const statut = message.ligne?.statut ?? null
  const statuts = moved(current.statuts, message.avant, statut)
  return { ...current, ...sum(current, message.variation), statuts }
}

/** Whether nothing is left to keep: who was never anybody's leaves no row behind. */
export const isEmpty = ({ patients, statuts }: TotauxRow): boolean =>
  patients === 0 && Object.keys(statuts).length === 0

/** One who was erased and has come back counts again. */
const count = (dossier: DossierRow | null | undefined): number =>
  dossier?.connuLe != null && (dossier.supprimeLe === null || dossier.identite !== null) ? 1 : 0

function moved(statuts: TotauxRow['statuts'], from: RendezvousStatut | null, to: RendezvousStatut | null) {
  if (from === to) return statuts
  const next = { ...statuts }
  if (from !== null) next[from] = (next[from] ?? 0) - 1
  if (to !== null) next[to] = (next[to] ?? 0) + 1
  for (const each of [from, to]) if (each !== null && next[each] === 0) delete next[each]
  return Object.fromEntries(Object.entries(next).sort(([a], [b]) => (a < b ? -1 : 1)))
}
