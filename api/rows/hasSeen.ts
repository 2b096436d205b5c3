import { appliedCount, type Ledger } from '../../state/ledger.ts'
import type { Paiement } from '../../state/paiement.ts'
import type { StoredRow } from './rows.ts'

/** Parts that some rows have: the events that made them, and what was decided of them. */
interface Told {
  readonly applied?: Ledger
  readonly patientId?: string | null
  readonly conclusion?: { readonly nombre: number } | null
  readonly paiements?: readonly Paiement[]
}

/** Whether a row shows what an event has done: it was applied, and, of a rendezvous, decided. Without an event: whether it is there. */
export function hasSeen(row: StoredRow | null, eventId: string | null): boolean {
  if (row === null) return false
  if (eventId === null) return true
  const { applied, patientId, conclusion, paiements = [] } = row as Told
  if (paiements.some(each => each.decide?.eventId === eventId || each.chiffre?.eventId === eventId))
    return true
  if (!applied?.events.some(each => each.eventId === eventId)) return false
  const isUndecidable = patientId === null || conclusion === undefined
  return isUndecidable || conclusion?.nombre === appliedCount(applied)
}
