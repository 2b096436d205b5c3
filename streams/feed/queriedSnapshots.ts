import type { Queries } from '../queries/queries.ts'
import type { StoreSource } from '../queries/storeSource.ts'
import { PartitionsUnavailable } from '../queries/unanswered.ts'
import type { SnapshotPage, SnapshotQuery, SnapshotSource } from './snapshotSource.ts'

/** More rows of an index than this are not one page: they are looked for in the order of their keys. */
const indexedRows = 1_000

/** Snapshots of the whole application, from whichever instance runs a partition or follows it. */
export class QueriedSnapshots implements SnapshotSource {
  readonly #queries: Pick<Queries, 'page' | 'indexPage'>

  constructor(queries: Pick<Queries, 'page' | 'indexPage'>) {
    this.#queries = queries
  }

  async page(store: string, partition: number, query: SnapshotQuery): Promise<SnapshotPage | null> {
    try {
      return (await this.#byIndex(store, partition, query)) ?? (await this.#byKey(store, partition, query))
    } catch (error) {
      if (error instanceof PartitionsUnavailable) return null
      throw error
    }
  }

  async #byKey(store: string, partition: number, { by: _, ...query }: SnapshotQuery): Promise<SnapshotPage> {
    const { value, sources } = await this.#queries.page<string, unknown>(store, {
      ...query,
      partitions: [partition],
    })
    const [{ position, role }] = sources as [StoreSource]
    return { ...value, position, role }
  }

  /** Null where that is not one whole page. */
  async #byIndex(
    store: string,
    partition: number,
    { by, where }: SnapshotQuery,
  ): Promise<SnapshotPage | null> {
    if (by === undefined) return null
    const { value, sources } = await this.#queries.indexPage<string, unknown>(store, {
      ...by,
      ...(where && { where }),
      limit: indexedRows,
      partitions: [partition],
    })
    if (value.next !== null) return null
    const [{ position, role }] = sources as [StoreSource]
    return { rows: value.rows.map(([key, row]) => [key, row]), next: null, position, role }
  }
}
