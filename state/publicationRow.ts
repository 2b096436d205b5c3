/**
 * How many times what was published of a rendezvous has been taken back or corrected. Key: rendezVousId; no row: never.
 * It depends on the order of arrival (another order may need no correction), so it is kept apart from the stores that are a
 * function of their input, and no hash covers it.
 */
export interface PublicationRow {
  readonly v: 1
  readonly revision: number
}
