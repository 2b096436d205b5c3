/**
 * A médecin's day, in the practice's zone: what he is booked for and what is invoiced for it. Cancelled rendezvous count
 * nowhere. Key: journeeKey, so that a month is one range.
 */
export interface JourneeRow {
  readonly v: 1
  readonly medecinId: string
  /** `YYYY-MM-DD`: of the rendezvous; of the invoice where that has no date. */
  readonly jour: string
  readonly rendezVous: number
  readonly minutes: number
  /** Minutes taken in each hour of the day, by `HH`. Hours without any are left out. */
  readonly heures: Readonly<Record<string, number>>
  readonly factures: number
  readonly factureCentimes: number
}
