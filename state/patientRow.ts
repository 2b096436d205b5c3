import type { Ledger } from './ledger.ts'

/** What an erasure removes. */
export interface Identite {
  readonly nom: string | null
  readonly prenom: string | null
  readonly email: string | null
  readonly telephone: string | null
  readonly dateNaissance: string | null
}

export const identiteInconnue: Identite = {
  nom: null,
  prenom: null,
  email: null,
  telephone: null,
  dateNaissance: null,
}

/** A patient, as the patient.* events of all services tell together. Key: patientId. */
export interface PatientRow extends Identite {
  readonly v: 2
  readonly patientId: string
  /** Event time of the earliest patient.created; null while only an update has come: then the patient is not known. */
  readonly connuLe: number | null
  /** Event time of the latest patient.deleted. */
  readonly supprimeLe: number | null
  /** Event times of all of them, ascending: each ends the rendezvous that were asked for before it and lay after it. */
  readonly suppressions: readonly number[]
  readonly applied: Ledger
}
