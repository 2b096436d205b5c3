import { shown } from './shown.ts'

/** A row that an event changed. */
export interface RowChange {
  readonly store: string
  readonly key: string
  /** Null: there was none, there is none now. Fields within fields are named `conclusion.statut`. */
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
    return fields.length === 0 ? [] : [{ store, key, fields }]
  })
}

const left = new Set(['v', 'nombre', 'applied', 'mois'])

function fieldsOf(watched: WatchedRow | undefined): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>()
  const add = (prefix: string, value: object) => {
    for (const [name, inner] of Object.entries(value)) {
      if (left.has(name)) continue
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        add(`${prefix}${name}.`, inner)
      else fields.set(`${prefix}${name}`, inner)
    }
  }
  if (watched) add('', watched.row)
  return fields
}
