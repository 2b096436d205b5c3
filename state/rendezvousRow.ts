import type { ConsultationStatut } from './consultationRow.ts'
import type { Decision, Parent } from './decision.ts'
import type { FactureStatut } from './factureRow.ts'
import type { Ledger } from './ledger.ts'
import type { Paiement } from './paiement.ts'
import type { Stamp } from './stamp.ts'

export type RendezvousStatut = 'EN_ATTENTE' | 'ACCEPTE' | 'CONFIRME' | 'ANNULE' | 'TERMINE' | 'REJETE'

/** A rendezvous: what its events say, and what has been concluded of it. Key: rendezVousId. */
export interface RendezvousRow {
  readonly v: 3
  readonly rendezVousId: string
  /** Null while only its confirmation, cancellation or completion has come. */
  readonly patientId: string | null
  readonly medecinId: string | null
  readonly dateRendezVous: number | null
  /** As asked for; the duration that counts is the conclusion's. */
  readonly dureeMinutes: number | null
  readonly motif: string | null
  /** Every rendezvous.created, oldest first, as soon as there is more than one: {@link maxDemandes} at most, the latest. */
  readonly demandes: readonly Demandee[]
  /** Event time of the earliest rendezvous.created. */
  readonly demandeLe: number | null
  readonly confirmeLe: number | null
  /** What ended it: the earliest of its cancellations and completions. What ends later ends nothing. */
  readonly fin: Fin | null
  /** The earliest failure of its invoice, which cancels it whatever else ended it: see finDe. */
  readonly echec: Fin | null
  /** Of its invoice, in the order of their ids; also while there is none. */
  readonly paiements: readonly Paiement[]
  readonly statut: RendezvousStatut
  /** Parents that it waits for. */
  readonly manque: readonly Parent[]
  /** Null until the first decision has come back. */
  readonly conclusion: Conclusion | null
  readonly applied: Ledger
}

/** What a rendezvous.created says. Null: nothing, so what was said before it holds. */
export interface Demandee extends Stamp {
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly dureeMinutes: number | null
}

/** More moves of one rendezvous than any practice sees. */
export const maxDemandes = 64

export interface Fin extends Stamp {
  readonly type: 'ANNULE' | 'TERMINE'
  /** What others said, the failure of its invoice, or the erasure of its patient: of the last two we tell others. */
  readonly cause: 'DEMANDE' | 'FACTURE' | 'EFFACEMENT'
  readonly raison: string | null
}

/** The last decision that was carried out, and what was in force by it: the next one is compared with this. */
export interface Conclusion extends Decision {
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly statut: RendezvousStatut
  /** Event time of what ended it. */
  readonly finLe: number | null
  /** Null: there is none. */
  readonly consultation: ConsultationStatut | null
  readonly facture: FactureStatut | null
  /** Event time of its invoice. */
  readonly factureLe: number | null
  /** What was received for it, also while there is no invoice. */
  readonly payeCentimes: number
  /** When it is reminded of; null: it is not. */
  readonly rappelLe: number | null
}
