import { StoreUnavailable } from 'millrace'
import type { Instance, StoreReads } from '../instance.ts'
import type { PartialRows, RowPage, RowQuery, Served, StoredRow } from './rows.ts'

const nothing: RowPage = { rows: [], next: null }

/** The rows of the partitions that this process runs. */
export class LocalRows implements PartialRows {
  readonly #instance: Instance

  constructor(instance: Instance) {
    this.#instance = instance
  }

  get(store: string, key: string): Promise<Served<StoredRow | null>> {
    return this.#read(store, null, async view => (await view.get(key)) ?? null)
  }

  page(store: string, query: RowQuery): Promise<Served<RowPage>> {
    const { where, ...range } = query
    const filter = where && { filter: (row: unknown) => matches(row as StoredRow, where) }
    return this.#read(store, nothing, view => view.page({ ...range, ...filter }))
  }

  /** Answers for the partitions that were here before and after: one that moved meanwhile may have been missed. */
  async #read<T>(
    store: string,
    none: T,
    read: (view: StoreReads<string, StoredRow>) => Promise<T>,
  ): Promise<Served<T>> {
    const view = this.#instance.store<string, StoredRow>(store)
    const before = view.partitions
    if (before.length === 0) return { partitions: [], found: none }
    try {
      const found = await read(view)
      const after = new Set(view.partitions)
      return { partitions: before.filter(each => after.has(each)), found }
    } catch (error) {
      if (error instanceof StoreUnavailable) return { partitions: [], found: none }
      throw error
    }
  }
}

function matches(row: StoredRow, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([field, value]) => row[field] === value)
}
