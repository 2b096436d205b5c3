import type { OutgoingEvent } from '../events/encode.ts'
import type { RappelRow } from '../state/rappelRow.ts'
import type { Conclusion, Fin } from '../state/rendezvousRow.ts'
import { aboutRendezvous, notification } from './notifications.ts'

const dayMs = 86_400_000

/** When a rendezvous is reminded of: a day before it; not if it was accepted later than that, or was over by then. */
export function rappelLe(
  dateRendezVous: number | null,
  accepteLe: number | null,
  fin: Fin | null,
): number | null {
  if (dateRendezVous === null || accepteLe === null) return null
  const time = dateRendezVous - dayMs
  return accepteLe <= time && (fin === null || fin.time > time) ? time : null
}

export function rappelDe(rendezVousId: string, conclusion: Conclusion): RappelRow {
  const { patientId, medecinId, dateRendezVous } = conclusion
  return { v: 1, rendezVousId, patientId, medecinId, dateRendezVous: dateRendezVous! }
}

/** One reminder a date and patient: it has the same eventId if a decision that was taken back comes again. */
export function rappeler(row: RappelRow): OutgoingEvent {
  const { rendezVousId, patientId, dateRendezVous } = row
  const time = dateRendezVous - dayMs
  const cause = { rendezVousId, decision: String(time), revision: 0 }
  return notification('rappel', patientId, time, cause, aboutRendezvous(row))
}
