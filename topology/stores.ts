import { type IndexDefinition, type IndexDefinitions, json, keyValueStore, text } from 'millrace'
import { partitionKeys } from '../state/partitionKeys.ts'
import { rowIndexes } from '../state/rowIndexes.ts'
import { type RowSchema, upcastRow } from '../state/rowSchema.ts'
import { rowSchemas } from '../state/rowSchemas.ts'

/** The cabinet's stores for the engine. `agendaOf` is the agenda where what it was is kept. */
export const stores = {
  patients: store(rowSchemas.patients, rowIndexes.patients),
  demandesPatient: store(rowSchemas.demandesPatient),
  medecins: store(rowSchemas.medecins),
  demandesMedecin: store(rowSchemas.demandesMedecin),
  heures: store(rowSchemas.heures),
  refus: store(rowSchemas.refus),
  absences: store(rowSchemas.absences),
  agenda: store(rowSchemas.agenda),
  journees: store(rowSchemas.journees),
  rendezvous: store(rowSchemas.rendezvous, rowIndexes.rendezvous),
  attentes: store(rowSchemas.attentes),
  consultations: store(rowSchemas.consultations, rowIndexes.consultations),
  factures: store(rowSchemas.factures, rowIndexes.factures),
  impayes: store(rowSchemas.impayes),
  rappels: store(rowSchemas.rappels),
  references: store(rowSchemas.references),
  dossiers: store(rowSchemas.dossiers),
  lignes: store(rowSchemas.lignes),
  totaux: store(rowSchemas.totaux),
  publications: store(rowSchemas.publications),
} as const

/** It has ids alone, so an erasure need not reach what it was. Stores with what an erasure takes away have no versions. */
export const agendaOf = (historyMs: number) =>
  historyMs === 0 ? stores.agenda : store(rowSchemas.agenda, {}, historyMs)

function store<Row extends { readonly v: number }>(
  schema: RowSchema<Row>,
  indexes: IndexDefinitions<Row> = {},
  historyMs = 0,
) {
  return keyValueStore<string, Row>({
    name: schema.name,
    key: text,
    value: json<Row>(stored => upcastRow(schema, stored)),
    ...(partitionKeys[schema.name] && { partitionKey: partitionKeys[schema.name]! }),
    indexes: Object.fromEntries(
      Object.entries(indexes).map(([name, index]) => [name, versioned(index, schema.version)]),
    ),
    ...(historyMs > 0 && { versions: { keepMs: historyMs } }),
    comparable: schema.verified,
    changelogConfigs: {
      // A row that an erasure overwrote is gone from the changelog within a day, not when a segment happens to fill up.
      ...(historyMs === 0 && { 'max.compaction.lag.ms': '86400000' }),
      'segment.ms': '43200000',
    },
  })
}

/** Of a store whose rows have this version: an earlier row, brought up, may have other keys than it had. */
function versioned<Row>(index: IndexDefinition<Row>, rowVersion: number): IndexDefinition<Row> {
  const { version = 1, ...definition } = typeof index === 'function' ? { key: index } : index
  return { ...definition, version: rowVersion * 1_000 + version }
}
