import { practice } from '../../practice.ts'
import type { Creneau } from '../../rendezvous/rendezvous.ts'
import { addDays } from '../../zoned.ts'

/** A day of a médecin: a column of the grid. */
export interface Column {
  readonly id: string
  readonly medecinId: string
  readonly day: string
  /** Who, or which day; of whom the other is the same in all columns. */
  readonly title: string
  readonly note: string
  /** How long a rendezvous of his is, minutes. */
  readonly duration: number
}

/** What the API says of a column: what is taken, and when the médecin is away. */
export interface Slots {
  readonly creneaux: readonly Creneau[]
  readonly absences: readonly { readonly debut: string; readonly fin: string }[]
}

/** Asks for the whole day, which is not always 24 hours long. */
export function pathOf({ medecinId, day }: Column): string {
  const debut = practice.instantOf(day)
  const minutes = (practice.instantOf(addDays(day, 1)) - debut) / 60_000
  const query = new URLSearchParams({ debut: new Date(debut).toISOString(), dureeMinutes: String(minutes) })
  return `/api/medecins/${encodeURIComponent(medecinId)}/disponibilite?${query}`
}
