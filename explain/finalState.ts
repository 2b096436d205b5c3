import type { TestDriver } from 'millrace/testing'
import type { Absence, AbsencesRow } from '../state/absencesRow.ts'
import type { DemandeRow } from '../state/demandeRow.ts'
import type { HeureRow, RefusRow } from '../state/heureRow.ts'
import { firstPartOf } from '../state/keys.ts'
import type { MedecinRow } from '../state/medecinRow.ts'
import type { PatientRow } from '../state/patientRow.ts'
import type { RendezvousRow } from '../state/rendezvousRow.ts'
import { rowSchemas } from '../state/rowSchemas.ts'

/** The rows that decisions are read from, as they are after the replay. */
export interface FinalState {
  readonly rendezvous: ReadonlyMap<string, RendezvousRow>
  readonly patients: ReadonlyMap<string, PatientRow>
  readonly medecins: ReadonlyMap<string, MedecinRow>
  readonly demandes: ReadonlyMap<string, DemandeRow>
  readonly heures: ReadonlyMap<string, HeureRow>
  readonly refus: ReadonlyMap<string, RefusRow>
  readonly absences: ReadonlyMap<string, AbsencesRow>
}

export async function finalState(driver: TestDriver): Promise<FinalState> {
  const rows = <Row>({ name }: { readonly name: string }) => driver.rows<Row>(name)
  return {
    rendezvous: await rows(rowSchemas.rendezvous),
    patients: await rows(rowSchemas.patients),
    medecins: await rows(rowSchemas.medecins),
    demandes: await rows(rowSchemas.demandesMedecin),
    heures: await rows(rowSchemas.heures),
    refus: await rows(rowSchemas.refus),
    absences: await rows(rowSchemas.absences),
  }
}

/** What a médecin has said of his time, each once. */
export function saidBy(medecinId: string, { absences }: FinalState): readonly Absence[] {
  const said = new Map<string, Absence>()
  for (const [key, { evenements }] of absences)
    if (firstPartOf(key) === medecinId) for (const each of evenements) said.set(each.eventId, each)
  return [...said.values()]
}
