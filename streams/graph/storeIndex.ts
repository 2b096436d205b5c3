import { TopologyError } from './topologyError.ts'

/** Of one type they are in the order of their values (text by code points); of several: null, false, true, numbers, text. */
export type IndexPart = string | number | boolean | null

/** Where a row lies in an index: one part, or several that are compared one after the other. Numbers are finite. */
export type IndexKey = IndexPart | readonly IndexPart[]

/**
 * The key of a row in an index, a pure function of the row; null or undefined: the row is not in the index.
 * With `keys`: any number of keys.
 *
 * `version` (default 1) is to be raised whenever the same stored row would get other keys: another function, or a serde that
 * reads it otherwise. The index is then built anew from the rows when the store is opened.
 */
export type IndexDefinition<V> =
  | ((row: V) => IndexKey | null | undefined)
  | { readonly key: (row: V) => IndexKey | null | undefined; readonly version?: number }
  | { readonly keys: (row: V) => readonly IndexKey[]; readonly version?: number }

export type IndexDefinitions<V> = Readonly<Record<string, IndexDefinition<V>>>

/** A secondary index of a store, kept in the same commit as its rows. */
export interface StoreIndex {
  readonly name: string
  readonly version: number
  readonly keysOf: (row: unknown) => readonly IndexKey[]
  /** Whether a row may have more than one key. */
  readonly several: boolean
}

/** Throws TopologyError for a name or a version that is none. */
export function storeIndexes<V>(store: string, definitions: IndexDefinitions<V>): readonly StoreIndex[] {
  return Object.entries(definitions).map(([name, definition]) => {
    const { version = 1 } = typeof definition === 'function' ? {} : definition
    if (!/^[\w-]{1,100}$/.test(name))
      throw new TopologyError(
        `Store "${store}": an index cannot be called "${name}". Use letters, digits, _ and -.`,
      )
    if (!(Number.isSafeInteger(version) && version > 0))
      throw new TopologyError(
        `Store "${store}": the version ${version} of its index "${name}" must be a whole number, 1 at least.`,
      )
    return Object.freeze({
      name,
      version,
      keysOf: keysOf(definition) as StoreIndex['keysOf'],
      several: typeof definition === 'object' && 'keys' in definition,
    })
  })
}

function keysOf<V>(definition: IndexDefinition<V>): (row: V) => readonly IndexKey[] {
  if (typeof definition === 'object' && 'keys' in definition) return definition.keys
  const keyOf = typeof definition === 'function' ? definition : definition.key
  return row => {
    const key = keyOf(row)
    return key === null || key === undefined ? [] : [key]
  }
}
