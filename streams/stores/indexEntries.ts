import type { IndexKey, StoreIndex } from '../graph/storeIndex.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import { deserialize } from '../serdes/deserialize.ts'
import { IndexFailed } from './indexFailed.ts'
import { checkIndexKey, encodeIndexKey, isSameKey } from './indexKey.ts'
import { indexStore } from './indexStore.ts'
import type { StateBatch } from './stateDatabase.ts'
import { decodeRow } from './storedValue.ts'

type IndexedStore = Pick<StoreSpec<unknown, unknown>, 'name' | 'value' | 'indexes'>

/**
 * Writes the entries of a store's indexes: for each key that a row has, the index's name, a 0, the key and the row's own key; no
 * value. Every method throws IndexFailed for a row that an index has no key for.
 */
export class IndexEntries {
  /** Versions of the indexes, by name. */
  readonly versions: Readonly<Record<string, number>>
  readonly #spec: IndexedStore
  readonly #store: string
  readonly #indexes: readonly { readonly index: StoreIndex; readonly begin: Buffer }[]

  private constructor(spec: IndexedStore) {
    this.versions = Object.fromEntries(spec.indexes.map(({ name, version }) => [name, version]))
    this.#spec = spec
    this.#store = indexStore(spec.name)
    this.#indexes = spec.indexes.map(index => ({ index, begin: beginOf(index.name) }))
  }

  /** Null for a store without indexes. */
  static of<K, V>(spec: StoreSpec<K, V>): IndexEntries | null {
    return spec.indexes.length === 0 ? null : new IndexEntries(spec as IndexedStore)
  }

  check(row: unknown): void {
    for (const { index } of this.#indexes) {
      this.#try(index.name, () => {
        for (const key of index.keysOf(row)) checkIndexKey(key)
      })
    }
  }

  /** A row of this key becomes another; undefined: there is none. */
  change(batch: StateBatch, partition: number, key: Uint8Array, before: unknown, now: unknown): void {
    for (const { index, begin } of this.#indexes) {
      this.#try(index.name, () => {
        const gone = before === undefined ? none : index.keysOf(before)
        const come = now === undefined ? none : index.keysOf(now)
        if (areSame(gone, come)) return
        for (const each of gone) batch.delete(this.#store, partition, encodeIndexKey(each, begin, key))
        for (const each of come) batch.put(this.#store, partition, encodeIndexKey(each, begin, key), nothing)
      })
    }
  }

  /** A row as the database has it, with its header; undefined for null. */
  stored(row: Buffer | null): unknown {
    if (row === null) return undefined
    return this.#try(null, () => decodeRow(this.#spec.value, row).value)
  }

  /** A value as the changelog has it; undefined for null. */
  logged(value: Buffer | null): unknown {
    if (value === null) return undefined
    return this.#try(null, () => deserialize(this.#spec.value, value))
  }

  #try<T>(index: string | null, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw new IndexFailed(this.#spec.name, index, error)
    }
  }
}

/** What the entries of an index begin with. */
export const beginOf = (index: string): Buffer => Buffer.from(`${index}\0`)
/** What lies behind all of them. */
export const endOfIndex = (index: string): Buffer => Buffer.from(`${index}\u0001`)

const none: readonly IndexKey[] = []
const nothing = Buffer.alloc(0)

function areSame(a: readonly IndexKey[], b: readonly IndexKey[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!isSameKey(a[i]!, b[i]!)) return false
  return true
}
