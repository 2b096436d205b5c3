import type { ConsultationStatut } from './consultationRow.ts'
import type { Decision, Parent } from './decision.ts'
import type { FactureStatut } from './factureRow.ts'
import type { Ledger } from './ledger.ts'
import type { Stamp } from './stamp.ts'

export type RendezvousStatut = 'EN_ATTENTE' | 'ACCEPTE' | 'CONFIRME' | 'ANNULE' | 'TERMINE' | 'REJETE'

/** A rendezvous: what its events say, and what has been concluded of it. Key: rendezVousId. */
export interface RendezvousRow {
  readonly v: 1
  readonly rendezVousId: string
  /** Null while only its confirmation, cancellation or completion has come. */
  readonly patientId: string | null
  readonly medecinId: string | null
  readonly dateRendezVous: number | null
  /** As asked for; the duration that counts is the conclusion's. */
  readonly dureeMinutes: number | null
  readonly motif: string | null
  /** Event time of the earliest rendezvous.created. */
  readonly demandeLe: number | null
  readonly confirmeLe: number | null
  /** What ended it: the earliest of its cancellations and completions. What ends later ends nothing. */
  readonly fin: Fin | null
  readonly statut: RendezvousStatut
  /** Parents that it waits for. */
  readonly manque: readonly Parent[]
  /** Null until the first decision has come back. */
  readonly conclusion: Conclusion | null
  readonly applied: Ledger
}

export interface Fin extends Stamp {
  readonly type: 'ANNULE' | 'TERMINE'
  readonly raison: string | null
}

/** The last decision that was carried out, and what was in force by it: the next one is compared with this. */
export interface Conclusion extends Decision {
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly statut: RendezvousStatut
  /** Null: there is none. */
  readonly consultation: ConsultationStatut | null
  readonly facture: FactureStatut | null
  /** Event time of its invoice. */
  readonly factureLe: number | null
}
