import { json, keyValueStore, text } from 'millrace'
import { type RowSchema, upcastRow } from '../state/rowSchema.ts'
import { rowSchemas } from '../state/rowSchemas.ts'

/** The cabinet's stores for the engine. */
export const stores = {
  patients: store(rowSchemas.patients),
  demandesPatient: store(rowSchemas.demandesPatient),
  medecins: store(rowSchemas.medecins),
  demandesMedecin: store(rowSchemas.demandesMedecin),
  heures: store(rowSchemas.heures),
  refus: store(rowSchemas.refus),
  absences: store(rowSchemas.absences),
  agenda: store(rowSchemas.agenda),
  journees: store(rowSchemas.journees),
  rendezvous: store(rowSchemas.rendezvous),
  attentes: store(rowSchemas.attentes),
  consultations: store(rowSchemas.consultations),
  factures: store(rowSchemas.factures),
  impayes: store(rowSchemas.impayes),
  rappels: store(rowSchemas.rappels),
  references: store(rowSchemas.references),
  dossiers: store(rowSchemas.dossiers),
  lignes: store(rowSchemas.lignes),
  totaux: store(rowSchemas.totaux),
  publications: store(rowSchemas.publications),
} as const

function store<Row extends { readonly v: number }>(schema: RowSchema<Row>) {
  return keyValueStore<string, Row>({
    name: schema.name,
    key: text,
    value: json<Row>(stored => upcastRow(schema, stored)),
    // A row that an erasure overwrote is gone from the changelog within a day, not when a segment happens to fill up.
    changelogConfigs: { 'max.compaction.lag.ms': '86400000', 'segment.ms': '43200000' },
  })
}
