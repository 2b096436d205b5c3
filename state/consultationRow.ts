export type ConsultationStatut = 'CREEE' | 'REALISEE' | 'ANNULEE'

/** Key: consultationId. It lies in the partition of its rendezvous: ask all partitions, or derive the id and ask there. */
export interface ConsultationRow {
  readonly v: 1
  readonly consultationId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly specialite: string | null
  readonly dateConsultation: number | null
  readonly dureeMinutes: number
  readonly montantCentimes: number
  readonly statut: ConsultationStatut
  readonly creeeLe: number
}
