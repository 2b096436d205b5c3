import { type IndexDefinition, type IndexDefinitions, json, keyValueStore, text } from 'millrace'
import { rowIndexes } from '../state/rowIndexes.ts'
import { type RowSchema, upcastRow } from '../state/rowSchema.ts'
import { rowSchemas } from '../state/rowSchemas.ts'

/** The cabinet's stores for the engine. */
export const stores = {
  patients: store(rowSchemas.patients, wholeKey, rowIndexes.patients),
  demandesPatient: store(rowSchemas.demandesPatient, part(0)),
  medecins: store(rowSchemas.medecins, wholeKey),
  demandesMedecin: store(rowSchemas.demandesMedecin, part(0)),
  heures: store(rowSchemas.heures, part(0)),
  refus: store(rowSchemas.refus, part(0)),
  absences: store(rowSchemas.absences, part(0)),
  agenda: store(rowSchemas.agenda, part(0)),
  journees: store(rowSchemas.journees, part(0)),
  rendezvous: store(rowSchemas.rendezvous, wholeKey, rowIndexes.rendezvous),
  attentes: store(rowSchemas.attentes, part(1)),
  consultations: store(rowSchemas.consultations, rowIndexes.consultations),
  factures: store(rowSchemas.factures, rowIndexes.factures),
  impayes: store(rowSchemas.impayes, part(2)),
  rappels: store(rowSchemas.rappels, part(1)),
  references: store(rowSchemas.references, wholeKey),
  dossiers: store(rowSchemas.dossiers, wholeKey),
  lignes: store(rowSchemas.lignes, part(0)),
  totaux: store(rowSchemas.totaux),
  publications: store(rowSchemas.publications, wholeKey),
} as const

function store<Row extends { readonly v: number }>(
  schema: RowSchema<Row>,
  indexes: IndexDefinitions<Row> = {},
) {
  return keyValueStore<string, Row>({
    name: schema.name,
    key: text,
    value: json<Row>(stored => upcastRow(schema, stored)),
    indexes: Object.fromEntries(
      Object.entries(indexes).map(([name, index]) => [name, versioned(index, schema.version)]),
    ),
    // A row that an erasure overwrote is gone from the changelog within a day, not when a segment happens to fill up.
    changelogConfigs: { 'max.compaction.lag.ms': '86400000', 'segment.ms': '43200000' },
  })
}

/** Of a store whose rows have this version: an earlier row, brought up, may have other keys than it had. */
function versioned<Row>(index: IndexDefinition<Row>, rowVersion: number): IndexDefinition<Row> {
  const { version = 1, ...definition } = typeof index === 'function' ? { key: index } : index
  return { ...definition, version: rowVersion * 1_000 + version }
}
