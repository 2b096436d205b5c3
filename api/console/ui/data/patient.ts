/** A patient, as `/api/patients` shows him. */
export interface Patient extends Identite {
  readonly patientId: string
  /** Null: only changes have come, the patient is not known yet. */
  readonly connuLe: string | null
  /** When the patient asked to be forgotten. */
  readonly supprimeLe: string | null
}

export interface Identite {
  readonly nom: string | null
  readonly prenom: string | null
  readonly email: string | null
  readonly telephone: string | null
  /** `YYYY-MM-DD` */
  readonly dateNaissance: string | null
}

export const fullName = ({ nom, prenom }: Pick<Identite, 'nom' | 'prenom'>): string =>
  [prenom, nom].filter(Boolean).join(' ')
