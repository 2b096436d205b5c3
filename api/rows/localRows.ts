import { StoreUnavailable } from 'millrace'
import type { Instance, StoreReads } from '../instance.ts'
import type { PartialRows, RowPage, RowQuery, Served, StoredRow } from './rows.ts'

const nothing: RowPage = { rows: [], next: null }

/** The rows of the partitions that this process runs, or follows. */
export class LocalRows implements PartialRows {
  readonly #instance: Instance

  constructor(instance: Instance) {
    this.#instance = instance
  }

  get(store: string, key: string, standbys?: readonly number[]): Promise<Served<StoredRow | null>> {
    return this.#read(store, standbys, null, async view => (await view.get(key)) ?? null)
  }

  page(store: string, query: RowQuery, standbys?: readonly number[]): Promise<Served<RowPage>> {
    const { where, ...range } = query
    const filter = where && { filter: (row: unknown) => matches(row as StoredRow, where) }
    return this.#read(store, standbys, nothing, view => view.page({ ...range, ...filter }))
  }

  /** Answers for the partitions that were here before and after: one that moved meanwhile may have been missed. */
  async #read<T>(
    store: string,
    wanted: readonly number[] | undefined,
    none: T,
    read: (view: Pick<StoreReads<string, StoredRow>, 'get' | 'page'>) => Promise<T>,
  ): Promise<Served<T>> {
    const view = this.#instance.store<string, StoredRow>(store)
    const standbys = () => view.standbys.filter(({ partition }) => wanted?.includes(partition))
    const here = () => (wanted ? standbys().map(({ partition }) => partition) : view.partitions)
    const before = here()
    // Before the read: a standby's rows are then no older than this says.
    const reads = standbys().map(({ partition, lag, behindMs }) => ({ partition, lag, behindMs }))
    if (before.length === 0) return { partitions: [], found: none, standbys: [] }
    try {
      const found = await read(view.at(...before))
      const after = new Set(here())
      return { partitions: before.filter(each => after.has(each)), found, standbys: reads }
    } catch (error) {
      if (error instanceof StoreUnavailable) return { partitions: [], found: none, standbys: [] }
      throw error
    }
  }
}

function matches(row: StoredRow, where: Readonly<Record<string, string>>): boolean {
  return Object.entries(where).every(([field, value]) => row[field] === value)
}
