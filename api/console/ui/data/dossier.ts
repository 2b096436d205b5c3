import type { Identite } from './patient.ts'
import type { ConsultationStatut, FactureStatut, RendezvousStatut } from './statut.ts'

/** The row of the view `dossiers`. */
export interface Dossier {
  readonly patientId: string
  readonly identite: Identite | null
  readonly connuLe: string | null
  readonly supprimeLe: string | null
  readonly totaux: {
    readonly rendezVous: number
    readonly consultations: number
    readonly facture: number
    readonly paye: number
    readonly solde: number
  }
}

/** The row of the view `lignes`: a rendezvous with what followed from it. */
export interface Ligne {
  readonly patientId: string
  readonly rendezVousId: string
  readonly medecinId: string
  readonly dateRendezVous: string | null
  readonly statut: RendezvousStatut
  readonly consultation: ConsultationStatut | null
  readonly factureId: string | null
  readonly facture: FactureStatut | null
  readonly montant: number
  readonly paye: number
}
