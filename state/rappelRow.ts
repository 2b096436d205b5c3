/** A reminder to come. Key: rappelKey, so that what becomes due is the head of the store. */
export interface RappelRow {
  readonly v: 1
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number
}
