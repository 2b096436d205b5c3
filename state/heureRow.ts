import type { Refus } from './decision.ts'

/** All that came to a decision about time in one hour (UTC) of a médecin's, accepted or not. Key: heureKey. */
export interface HeureRow {
  readonly v: 1
  /** In the order of debut, rendezVousId, rang. */
  readonly prises: readonly Prise[]
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
  /** Null: it has the time. */
  readonly refus: Refus | null
}
