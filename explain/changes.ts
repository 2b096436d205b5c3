import { shown } from './shown.ts'

/** A row that an event changed. */
export interface RowChange {
  readonly store: string
  readonly key: string
  readonly row: 'new' | 'changed' | 'gone'
  /** Fields within fields are named `conclusion.statut`. */
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[]
}

export type WatchedRows = ReadonlyMap<string, WatchedRow>

export interface WatchedRow {
  readonly store: string
  readonly key: string
  readonly row: object
}

/** What is different by field, as people read it. Values are compared before names are left out: that a name changed shows. */
export function changes(
  before: WatchedRows,
  after: WatchedRows,
  withPersonal: boolean,
): readonly RowChange[] {
  const ids = new Set([...before.keys(), ...after.keys()])
  return [...ids].flatMap(id => {
    const [was, is] = [before.get(id), after.get(id)]
    const { store, key } = (is ?? was)!
    const [old, now] = [fieldsOf(was), fieldsOf(is)]
    const fields = [...new Set([...old.keys(), ...now.keys()])]
      .filter(field => JSON.stringify(old.get(field) ?? null) !== JSON.stringify(now.get(field) ?? null))
      .map(field => {
        const last = field.slice(field.lastIndexOf('.') + 1)
        const of = (fields: ReadonlyMap<string, unknown>) => shown(last, fields.get(field), withPersonal)
        return { field, before: of(old), after: of(now) }
      })
    const row = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed'
    return fields.length === 0 ? [] : [{ store, key, row, fields }]
  })
}

/** What rows keep to be right, not to be read; and what a conclusion repeats of its row. */
const left = new Set([
  ...['v', 'applied', 'mois', 'conclusion.nombre'],
  ...['conclusion.statut', 'conclusion.patientId', 'conclusion.medecinId', 'conclusion.dateRendezVous'],
])

function fieldsOf(watched: WatchedRow | undefined): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>()
  const add = (prefix: string, value: object) => {
    for (const [name, inner] of Object.entries(value)) {
      const path = `${prefix}${name}`
      if (left.has(path)) continue
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) add(`${path}.`, inner)
      else fields.set(path, inner)
    }
  }
  if (watched) add('', watched.row)
  return fields
}
