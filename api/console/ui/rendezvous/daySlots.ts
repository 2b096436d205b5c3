import { practice } from '../practice.ts'
import { addDays } from '../zoned.ts'
import type { Creneau } from './rendezvous.ts'

/** A day of a médecin. */
export interface MedecinDay {
  readonly medecinId: string
  readonly day: string
}

/** What the API says of it: what is taken, and when the médecin is away. */
export interface Slots {
  readonly creneaux: readonly Creneau[]
  readonly absences: readonly { readonly debut: string; readonly fin: string }[]
}

export const idOf = ({ medecinId, day }: MedecinDay): string => `${medecinId}@${day}`

/** Asks for the whole day, which is not always 24 hours long. */
export function pathOf({ medecinId, day }: MedecinDay): string {
  const debut = practice.instantOf(day)
  const minutes = (practice.instantOf(addDays(day, 1)) - debut) / 60_000
  const query = new URLSearchParams({ debut: new Date(debut).toISOString(), dureeMinutes: String(minutes) })
  return `/api/medecins/${encodeURIComponent(medecinId)}/disponibilite?${query}`
}
