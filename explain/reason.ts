import type { DecisionRules } from '../processors/decider.ts'
import type { FactureRules } from '../processors/etatFacture.ts'
import type { Events } from './events.ts'
import type { FinalState } from './finalState.ts'
import type { Place } from './place.ts'

/** Why something is what it is. */
export interface Reason {
  /** Of what, such as `rendezvous R1`. */
  readonly of: string
  readonly about: 'statut' | 'montant' | 'facture' | 'champs'
  readonly text: string
  /** The events that it follows from. */
  readonly because: readonly Place[]
}

/** What reasons are found from. */
export interface Found {
  readonly state: FinalState
  readonly events: Events
  readonly rules: DecisionRules & FactureRules
}

export const iso = (instant: number): string => new Date(instant).toISOString()
