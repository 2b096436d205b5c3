export type Parent = 'PATIENT' | 'MEDECIN'

/** What is decided of a rendezvous where its médecin is known: a function of the demande, the patient and the médecin. */
export interface Decision {
  /** Which state of the demande it is about: the number of the rendezvous' events by then. */
  readonly nombre: number
  /** Event time from which it is accepted: the latest of the demande and its parents. Null: it is not. */
  readonly accepteLe: number | null
  readonly manque: readonly Parent[]
  readonly specialite: string | null
  readonly montantCentimes: number
  readonly dureeMinutes: number
}
