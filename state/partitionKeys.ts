import { partOfKey } from './keys.ts'
import { rowSchemas } from './rowSchemas.ts'

const whole = (key: string) => key
const part = (index: number) => (key: string) => partOfKey(key, index)

/**
 * The id by which the records of a row are partitioned, from the row's key: of its patient, médecin, rendezvous or facture. Of
 * consultations and factures it is the rendezvous, to which their ids do not lead back; totals are of a partition.
 */
const known = {
  patients: whole,
  demandesPatient: part(0),
  medecins: whole,
  demandesMedecin: part(0),
  heures: part(0),
  refus: part(0),
  absences: part(0),
  agenda: part(0),
  journees: part(0),
  rendezvous: whole,
  attentes: part(1),
  impayes: part(2),
  rappels: part(1),
  references: whole,
  dossiers: whole,
  lignes: part(0),
  publications: whole,
} satisfies Partial<Record<keyof typeof rowSchemas, (key: string) => string>>

/** By the name of the store. A store that is not there: where a row lies cannot be told from its key. */
export const partitionKeys: Readonly<Record<string, (key: string) => string>> = Object.fromEntries(
  Object.entries(known).map(([label, of]) => [rowSchemas[label as keyof typeof known].name, of]),
)
