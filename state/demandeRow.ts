/**
 * A rendezvous as its patient's and its médecin's stores keep it, without what they do not need. Keys: patientId and
 * rendezVousId, medecinId and rendezVousId (see keys.ts).
 */
export interface DemandeRow {
  readonly v: 1
  readonly rendezVousId: string
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly dureeMinutes: number | null
  readonly demandeLe: number
  readonly confirme: boolean
  readonly annuleLe: number | null
  readonly termineLe: number | null
  /** Number of the rendezvous' events by then: the greater is the newer. */
  readonly nombre: number
  /** Filled in by the patient's side; null while the patient is not known. */
  readonly patientConnuLe: number | null
}
