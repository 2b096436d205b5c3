import type { IndexDefinitions } from 'millrace'
import type { ConsultationRow } from './consultationRow.ts'
import type { FactureRow } from './factureRow.ts'
import type { PatientRow } from './patientRow.ts'
import { nomsDe } from './recherche.ts'
import type { RendezvousRow } from './rendezvousRow.ts'

interface OfSomebody {
  readonly patientId: string | null
  readonly medecinId: string | null
  readonly statut: string
}

/**
 * What queries find rows by beside their keys. Whoever changes what a function makes of a row raises its `version`; a row
 * schema's new version raises those of all its indexes by itself.
 */
export const rowIndexes = {
  /** By the begin of a name, as `normalise` writes it. */
  patients: { byNom: { keys: nomsDe } } satisfies IndexDefinitions<PatientRow>,
  rendezvous: bySomebody<RendezvousRow>(row => row.dateRendezVous),
  consultations: bySomebody<ConsultationRow>(row => row.dateConsultation),
  factures: bySomebody<FactureRow>(row => row.emiseLe),
}

/** By patient and by médecin in the order of time, an instant or null; by statut. */
function bySomebody<Row extends OfSomebody>(timeOf: (row: Row) => number | null) {
  return {
    byPatient: row => (row.patientId === null ? null : [row.patientId, timeOf(row)]),
    byMedecin: row => (row.medecinId === null ? null : [row.medecinId, timeOf(row)]),
    byStatut: row => row.statut,
  } satisfies IndexDefinitions<Row>
}
