/** An invoice that waits for its payment. Key: impayeKey, so that what becomes due is the head of a range. */
export interface ImpayeRow {
  readonly v: 1
  readonly factureId: string
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly montantCentimes: number
  readonly resteCentimes: number
  readonly emiseLe: number
  readonly echeanceLe: number
  readonly statut: 'EMISE' | 'EN_RETARD'
}
