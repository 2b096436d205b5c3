/** What `/api/activite` and `/api/medecins/{id}/activite` add up: a day, a month, or all of them. */
export interface Activite {
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
  readonly periode: string
  readonly rendezVous: number
  /** Taken by rendezvous. */
  readonly minutes: number
  /** Minutes taken, by hour of the day (`HH`). */
  readonly heures: Readonly<Record<string, number>>
  readonly factures: number
  readonly recette: number
}

/** Of the whole practice. */
export interface ActivitePratique {
  readonly items: readonly Activite[]
  readonly medecins: readonly {
    readonly medecinId: string
    readonly nom: string | null
    readonly specialite: string | null
    readonly total: Activite
  }[]
  readonly total: Activite
}
