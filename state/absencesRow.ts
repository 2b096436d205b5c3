import type { Stamp } from './stamp.ts'

/** A médecin says that he is away, or that he is there after all: the later word holds. */
export interface Absence extends Stamp {
  readonly absent: boolean
  readonly debut: number
  /** Not included; null: until further notice. */
  readonly fin: number | null
}

/**
 * A médecin's absences and returns. Those of one month (UTC) lie under absencesKey with that month; those that touch more
 * than a few lie under the médecin alone, with the list of the months that have a row.
 */
export interface AbsencesRow {
  readonly v: 1
  readonly mois: readonly string[]
  /** Oldest first, {@link maxAbsences} at most: the latest. */
  readonly evenements: readonly Absence[]
}

/** Of one month: more than anybody declares. */
export const maxAbsences = 512
