import type { Stamp } from './stamp.ts'

/** What a rendezvous asked for at some time: for whom, with whom, when. */
export interface Souhait {
  readonly patientId: string
  readonly medecinId: string
  readonly dateRendezVous: number | null
  readonly dureeMinutes: number | null
  /** Of the rendezvous.created that first asked for it so: its place in the order of decisions. */
  readonly depuis: Stamp
  /** Filled in by the patient's side; null while the patient is not known. */
  readonly patientConnuLe: number | null
}

/** What it asked for until a later rendezvous.created asked for something else. */
export interface AncienSouhait extends Souhait {
  readonly jusqua: Stamp
}

/**
 * A rendezvous as its patients' and its médecins' stores keep it, without what they do not need: what it asks for, and what it
 * asked for before, since that may have kept others from a slot. Keys: patientId and rendezVousId, medecinId and rendezVousId
 * (see keys.ts).
 */
export interface DemandeRow extends Souhait {
  readonly v: 2
  readonly rendezVousId: string
  /** Event time of the earliest rendezvous.created: the prices of that time hold. */
  readonly demandeLe: number
  readonly confirme: boolean
  readonly annule: Stamp | null
  readonly termineLe: number | null
  /** Number of the rendezvous' events by then: the greater is the newer. */
  readonly nombre: number
  /** When the patient was erased, if that was after it was asked for; filled in by the patient's side too. */
  readonly patientSupprimeLe: number | null
  /** The first erasure of anybody for whom it was ever asked for: what was said of it in words goes. */
  readonly effaceLe: number | null
  /** Oldest first. */
  readonly anciens: readonly AncienSouhait[]
}
