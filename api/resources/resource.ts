import type { Static, TObject, TSchema } from 'typebox'
import type { Access } from '../access/access.ts'
import type { ListIndex } from './listIndex.ts'

/** Something that is listed and looked up by id: a store's rows as the API shows them. */
export interface Resource {
  /** In the path, in the plural as the domain has it. */
  readonly path: string
  readonly store: string
  /** For messages: "There is no patient …". */
  readonly singular: string
  readonly schema: TObject
  readonly access: { readonly list: Access; readonly one: Access }
  /** Fields of the row that a list may be narrowed to, with what is allowed; and what else indexes answer. */
  readonly filters: Readonly<Record<string, TSchema>>
  /** Filters that an index answers, the most selective first. */
  readonly indexes?: readonly ListIndex[]
  /** The row that has the events that this one follows from, in the same partition; default: itself. */
  witness?(row: never): { readonly store: string; readonly key: string }
  show(row: never): unknown
}

/** Ties what is shown to its schema. */
export function resource<Row, Schema extends TObject>(definition: {
  readonly path: string
  readonly store: { readonly name: string }
  readonly singular: string
  readonly schema: Schema
  readonly access: Resource['access']
  readonly filters: Readonly<Record<string, TSchema>>
  readonly indexes?: readonly ListIndex[]
  readonly witness?: (row: Row) => { readonly store: string; readonly key: string }
  readonly show: (row: Row) => Static<Schema>
}): Resource & { readonly schema: Schema; show(row: Row): Static<Schema> } {
  return { ...definition, store: definition.store.name }
}
