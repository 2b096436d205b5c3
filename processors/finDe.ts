import type { Fin, RendezvousRow } from '../state/rendezvousRow.ts'
import { earliest } from '../state/stamp.ts'

/** What a rendezvous' end hangs on, with what is known of its patient. */
export type Endable = Pick<RendezvousRow, 'fin' | 'echec' | 'dateRendezVous'> & {
  readonly conclusion: { readonly patientSupprimeLe: number | null } | null
}

/** What ended it: see finDemandee; or the erasure of its patient, if it was still to come. */
export function finDe(row: Endable): Fin | null {
  const asked = finDemandee(row)
  const efface = effacement(row.dateRendezVous, row.conclusion?.patientSupprimeLe ?? null)
  return efface === null ? asked : earliest(asked, efface)
}

/** The earliest of its cancellations and completions; but an invoice that failed takes back a completion too. */
export function finDemandee({ fin, echec }: Pick<RendezvousRow, 'fin' | 'echec'>): Fin | null {
  if (echec === null) return fin
  return fin?.type === 'ANNULE' ? earliest(fin, echec) : echec
}

/** What an erasure ends: a rendezvous that lay in the future then. */
export function effacement(dateRendezVous: number | null, patientSupprimeLe: number | null): Fin | null {
  if (patientSupprimeLe === null || dateRendezVous === null || dateRendezVous <= patientSupprimeLe)
    return null
  // After whatever is decided with a parent who arrives in that millisecond, before all else that happens in it.
  const stamp = { time: patientSupprimeLe, eventId: ' ' }
  return { type: 'ANNULE', cause: 'EFFACEMENT', ...stamp, raison: 'PATIENT_SUPPRIME' }
}
