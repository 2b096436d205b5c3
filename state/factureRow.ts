/**
 * EN_RETARD: not paid in time. ANNULEE: void, nothing was paid. A_REMBOURSER: its rendezvous was cancelled, and something
 * was paid.
 */
export type FactureStatut = 'EMISE' | 'EN_RETARD' | 'PAYEE' | 'ANNULEE' | 'A_REMBOURSER'

/** Key: factureId. It lies in the partition of its rendezvous: ask all partitions, or derive the id and ask there. */
export interface FactureRow {
  readonly v: 2
  readonly factureId: string
  readonly consultationId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly montantCentimes: number
  /** What was received. More than the amount: overpaid. */
  readonly payeCentimes: number
  readonly statut: FactureStatut
  readonly emiseLe: number
  /** From when on it is EN_RETARD if it is not paid. */
  readonly echeanceLe: number
}
