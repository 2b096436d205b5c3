import type { RendezvousStatut } from './statut.ts'

/** What `/api/totaux` answers: the practice in figures. */
export interface Totaux {
  readonly patients: number
  readonly medecins: number
  readonly rendezVous: number
  readonly statuts: Readonly<Record<RendezvousStatut, number>>
  readonly consultations: number
  readonly facture: number
  readonly paye: number
  readonly solde: number
}
