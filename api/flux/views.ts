import type { FeedView } from 'millrace'
import type { AgendaRow } from '../../state/agendaRow.ts'
import type { DossierRow, LigneRow } from '../../state/dossierRow.ts'
import { firstPartOf, rangeOf } from '../../state/keys.ts'
import { stores } from '../../topology/stores.ts'
import { showCreneau } from '../resources/agenda.ts'
import { consultations } from '../resources/consultations.ts'
import { showDossier, showLigne } from '../resources/dossier.ts'
import { factures } from '../resources/factures.ts'
import { medecins } from '../resources/medecins.ts'
import { patients } from '../resources/patients.ts'
import { rendezvous } from '../resources/rendezvous.ts'
import type { Resource } from '../resources/resource.ts'

/** What can be subscribed to: rows as the API shows them. docs/flux.md has the list. */
export const views: readonly FeedView[] = [
  ofResource(patients, 'patientId'),
  ofResource(medecins, 'medecinId'),
  ofResource(rendezvous, 'rendezVousId'),
  ofResource(consultations, 'consultationId'),
  ofResource(factures, 'factureId'),
  byFirstPart('agenda', stores.agenda.name, 'medecinId', (row: AgendaRow) => ({
    medecinId: row.medecinId,
    ...showCreneau(row),
  })),
  byId('dossiers', stores.dossiers.name, 'patientId', [], (row: DossierRow) => {
    // Its lines are rows of a view of their own.
    const { rendezVous: _, next: __, ...dossier } = showDossier(row, [], null)
    return dossier
  }),
  byFirstPart('lignes', stores.lignes.name, 'patientId', (row: LigneRow) => ({
    patientId: row.patientId,
    ...showLigne(row),
  })),
]

function ofResource({ path, store, filters, indexes = [], show }: Resource, id: string): FeedView {
  const texts = ['patientId', 'medecinId', 'statut'].filter(name => name in filters)
  return {
    ...byId(path, store, id, texts, show as (row: never) => unknown),
    indexOf(where) {
      const found = indexes.find(({ filter }) => texts.includes(filter) && where[filter] !== undefined)
      return where[id] === undefined && found ? { index: found.index, key: where[found.filter]! } : null
    },
  }
}

/** Rows whose key is an id; `filters`: texts of the row, which may change. */
function byId(
  name: string,
  store: string,
  id: string,
  filters: readonly string[],
  show: (row: never) => unknown,
): FeedView {
  return {
    name,
    store,
    fields: [id, ...filters],
    keyFields: [id],
    keyFieldsOf: key => ({ [id]: key }),
    fieldsOf: row =>
      Object.fromEntries(
        filters.map(field => [field, (row as Record<string, string | null>)[field] ?? null]),
      ),
    rangeOf: ({ [id]: key }) => (key === undefined ? null : { from: key, to: `${key}\0` }),
    show: show as (row: unknown) => unknown,
  }
}

/** Rows whose key begins with an id. */
function byFirstPart(name: string, store: string, id: string, show: (row: never) => unknown): FeedView {
  return {
    name,
    store,
    fields: [id],
    keyFields: [id],
    keyFieldsOf: key => ({ [id]: firstPartOf(key) }),
    fieldsOf: () => ({}),
    rangeOf: ({ [id]: part }) => (part === undefined ? null : rangeOf(part)),
    show: show as (row: unknown) => unknown,
  }
}
