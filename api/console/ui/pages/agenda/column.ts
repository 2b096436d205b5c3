import type { MedecinDay } from '../../rendezvous/daySlots.ts'

/** A day of a médecin: a column of the grid. */
export interface Column extends MedecinDay {
  readonly id: string
  /** Who, or which day; of whom the other is the same in all columns. */
  readonly title: string
  readonly note: string
  /** How long a rendezvous of his is, minutes. */
  readonly duration: number
}
