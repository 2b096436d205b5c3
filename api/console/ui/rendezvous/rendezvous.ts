import type { RendezvousStatut } from '../data/statut.ts'

/** A rendezvous as the API shows it. */
export interface Rendezvous {
  readonly rendezVousId: string
  readonly patientId: string | null
  readonly medecinId: string | null
  readonly dateRendezVous: string | null
  readonly dureeMinutes: number | null
  readonly motif: string | null
  readonly statut: RendezvousStatut
  readonly manque: readonly ('PATIENT' | 'MEDECIN')[]
  readonly demandeLe: string | null
  readonly raison: string | null
  readonly montant: number | null
  readonly factureId: string | null
}

/** A slot that is taken. */
export interface Creneau {
  readonly debut: string
  readonly fin: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly statut: RendezvousStatut
}
