import type { Refus } from './decision.ts'

/** Who has, or had, any of one hour (UTC) of a médecin's; and how many wanted some of it in vain. Key: heureKey. */
export interface HeureRow {
  readonly v: 1
  /** In the order of debut, rendezVousId, rang. */
  readonly prises: readonly Prise[]
  /** How many RefusRows this hour has: nearly always none, and nobody needs to look. */
  readonly refuses: number
}

/** One time that a rendezvous asked for, as each hour that it touches has it. */
export interface Prise {
  readonly rendezVousId: string
  /** Which of the times that it has asked for: the first is 0, the last is what it asks for now. */
  readonly rang: number
  readonly debut: number
  /** Not included. */
  readonly fin: number
  /** Event time of the decision. */
  readonly decideLe: number
}

/** One that was refused: a row of its own, since any number may want the same hour. Key: refusKey. */
export interface RefusRow extends Prise {
  readonly v: 1
  readonly refus: Refus
}
