export type Parent = 'PATIENT' | 'MEDECIN'

/** Why the médecin's time cannot be had. */
export type Refus = 'CRENEAU_OCCUPE' | 'MEDECIN_INDISPONIBLE'
export type RaisonDeRejet = 'PATIENT_INCONNU' | 'MEDECIN_INCONNU' | Refus

export interface Rejet {
  readonly raison: RaisonDeRejet
  /** Event time at which it was decided. */
  readonly time: number
}

/**
 * What is decided of a rendezvous where its médecin is known: a function of the demande, the patient, the médecin, and what
 * others have of the médecin's time. It is accepted, rejected, waiting, or none of these: cancelled before.
 */
export interface Decision {
  /** Which state of the demande it is about: the number of the rendezvous' events by then. */
  readonly nombre: number
  /** Event time from which it is accepted: the latest of the demande and its parents. Null: it is not. */
  readonly accepteLe: number | null
  readonly rejet: Rejet | null
  /** Event time until which it waits for parents. Null: it does not wait. */
  readonly attendJusqua: number | null
  readonly manque: readonly Parent[]
  readonly specialite: string | null
  readonly montantCentimes: number
  readonly dureeMinutes: number
  /** When its patient was erased, if that was after it was asked for. */
  readonly patientSupprimeLe: number | null
  /** When anybody for whom it was ever asked for was erased. */
  readonly effaceLe: number | null
}
