import { derivedEventId } from '../events/derivedId.ts'
import type { OutgoingEvent } from '../events/encode.ts'
import type { Conclusion, RendezvousRow } from '../state/rendezvousRow.ts'
import type { ConsultationStep } from './publier.ts'

/** The slot that nobody takes any more, unless it was over by then. */
export function liberer(
  { rendezVousId, conclusion: now }: RendezvousRow & { readonly conclusion: Conclusion },
  before: Conclusion | null,
  steps: readonly ConsultationStep[],
  time: number,
  revision: number,
): readonly OutgoingEvent[] {
  const held = before?.consultation === 'CREEE' ? before : steps.includes('cancelled') ? now : null
  if (held === null || held.dateRendezVous === null || held.accepteLe === null) return []
  // An acceptance that is overturned frees nothing: another rendezvous has the slot, or the médecin is away.
  const isKept =
    (now.consultation === 'CREEE' || now.consultation === 'REALISEE' || now.rejet !== null) &&
    now.medecinId === held.medecinId &&
    now.dateRendezVous === held.dateRendezVous
  const { medecinId, dateRendezVous: debut } = held
  const fin = debut + held.dureeMinutes * 60_000
  if (isKept || time >= fin) return []
  const eventId = derivedEventId(rendezVousId, `creneau.libere ${medecinId} ${debut}`, revision)
  const data = { medecinId, debut, fin, rendezVousId }
  return [{ type: 'creneau.libere', eventId, time: Math.max(time, held.accepteLe), data }]
}
