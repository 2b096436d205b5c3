export type FactureStatut = 'EMISE' | 'ANNULEE'

/** Key: factureId. It lies in the partition of its rendezvous: ask all partitions, or derive the id and ask there. */
export interface FactureRow {
  readonly v: 1
  readonly factureId: string
  readonly consultationId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly montantCentimes: number
  readonly statut: FactureStatut
  readonly emiseLe: number
}
