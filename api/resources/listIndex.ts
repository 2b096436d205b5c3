import { normalise } from '../../state/recherche.ts'

/** What a list may be asked for that an index of its store answers. */
export interface ListIndex {
  /** The query's parameter. */
  readonly filter: string
  /** Of the store. */
  readonly index: string
  /** How a value is looked for: as it is, or as the begin of a key that is written so. */
  readonly prefix?: (value: string) => string
  /** Whether a time follows in its keys, so that `date` narrows it to a day. */
  readonly isDated?: boolean
}

/** Of what has a patient, a médecin, a time and a statut: the most selective first. */
export const somebodys: readonly ListIndex[] = [
  { filter: 'patientId', index: 'byPatient', isDated: true },
  { filter: 'medecinId', index: 'byMedecin', isDated: true },
  { filter: 'statut', index: 'byStatut' },
]

export const byName: readonly ListIndex[] = [{ filter: 'q', index: 'byNom', prefix: normalise }]
