import type { PatientEvent } from '../events/event.ts'
import { applyFields, emptyLedger } from '../state/ledger.ts'
import { identiteInconnue, type PatientRow } from '../state/patientRow.ts'
import { earliestTime, latestTime } from '../state/stamp.ts'
import { known } from './known.ts'

/** A patient after one more event; null when it was applied before. */
export function mergePatient(row: PatientRow | undefined, event: PatientEvent): PatientRow | null {
  const { patientId } = event.data
  const current = row ?? unknownPatient(patientId)
  if (event.type === 'patient.deleted') {
    // It writes every personal field, with nothing: an update from before it that arrives after it then loses.
    const erased = applyFields(current, event, identiteInconnue)
    return (
      erased && {
        ...erased,
        supprimeLe: latestTime(erased.supprimeLe, event.time),
        suppressions: [...new Set([...erased.suppressions, event.time])].sort((a, b) => a - b),
      }
    )
  }
  const { patientId: _, ...identite } = event.data
  const next = applyFields(current, event, known(identite))
  if (!next || event.type === 'patient.updated') return next
  return { ...next, connuLe: earliestTime(next.connuLe, event.time) }
}

function unknownPatient(patientId: string): PatientRow {
  const dates = { connuLe: null, supprimeLe: null, suppressions: [] }
  return { v: 2, patientId, ...identiteInconnue, ...dates, applied: emptyLedger }
}
