import type { ConsultationStatut } from './consultationRow.ts'
import type { FactureStatut } from './factureRow.ts'
import type { Identite } from './patientRow.ts'
import type { RendezvousStatut } from './rendezvousRow.ts'

/** A patient's dossier, its sums; its lines are rows of their own. Key: patientId. */
export interface DossierRow extends Totaux {
  readonly v: 2
  readonly patientId: string
  /** Null: not known, or erased. */
  readonly identite: Identite | null
  readonly connuLe: number | null
  readonly supprimeLe: number | null
}

/** Sums over the lines. Cancelled ones count as rendezvous, and with what was paid for them. */
export interface Totaux {
  readonly rendezVous: number
  readonly consultations: number
  readonly factureCentimes: number
  readonly payeCentimes: number
  /** Invoiced and not paid; below zero: paid and not invoiced, or to be refunded. */
  readonly soldeCentimes: number
}

/** One rendezvous in its patient's dossier. Key: ligneKey, so that a dossier's lines are one range. */
export interface LigneRow {
  readonly v: 2
  readonly patientId: string
  readonly rendezVousId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly statut: RendezvousStatut
  readonly consultationId: string | null
  readonly consultation: ConsultationStatut | null
  readonly factureId: string | null
  readonly facture: FactureStatut | null
  readonly montantCentimes: number
  readonly payeCentimes: number
}
