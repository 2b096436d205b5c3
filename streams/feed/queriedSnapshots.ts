import type { Queries } from '../queries/queries.ts'
import { PartitionsUnavailable } from '../queries/unanswered.ts'
import type { SnapshotPage, SnapshotQuery, SnapshotSource } from './snapshotSource.ts'

/** Snapshots of the whole application, from whichever instance runs a partition or follows it. */
export class QueriedSnapshots implements SnapshotSource {
  readonly #queries: Pick<Queries, 'page'>

  constructor(queries: Pick<Queries, 'page'>) {
    this.#queries = queries
  }

  async page(
    store: string,
    partition: number,
    { limit, ...query }: SnapshotQuery,
  ): Promise<SnapshotPage | null> {
    try {
      const options = { ...query, limit, partitions: [partition] }
      const { value, sources } = await this.#queries.page<string, unknown>(store, options)
      return { ...value, position: sources[0]!.position }
    } catch (error) {
      if (error instanceof PartitionsUnavailable) return null
      throw error
    }
  }
}
