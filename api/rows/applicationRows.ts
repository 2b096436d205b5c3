import type { IndexRange, Queries } from 'millrace'
import type { Freshness } from './freshness.ts'
import type { RowPage, RowQuery, Rows, StoredRow } from './rows.ts'

/** Rows of this process and, in one hop, of the others. Rejects with the errors of Queries. */
export class ApplicationRows implements Rows {
  readonly #queries: Queries

  constructor(queries: Queries) {
    this.#queries = queries
  }

  async get(store: string, key: string, freshness: Freshness): Promise<StoredRow | null> {
    const [row] = await this.getAll(store, [key], freshness)
    return row!
  }

  async getAll(
    store: string,
    keys: readonly string[],
    freshness: Freshness,
  ): Promise<readonly (StoredRow | null)[]> {
    // Of a key that nobody could be asked for, nothing can be said.
    const conditions = { ...freshness.conditions, partial: false }
    const answer = await this.#queries.getAll<string, StoredRow>(store, keys, conditions)
    freshness.add(store, answer)
    return answer.value.map(row => row ?? null)
  }

  async page(store: string, query: RowQuery, freshness: Freshness): Promise<RowPage> {
    if (query.by) return this.#pageBy(store, query.by, query, freshness)
    const answer = await this.#queries.page<string, StoredRow>(store, query, freshness.conditions)
    freshness.add(store, answer)
    return answer.value
  }

  async #pageBy(
    store: string,
    by: IndexRange,
    { after, limit, where }: RowQuery,
    freshness: Freshness,
  ): Promise<RowPage> {
    const options = { ...by, limit, ...(after !== undefined && { after }), ...(where && { where }) }
    const answer = await this.#queries.indexPage<string, StoredRow>(store, options, freshness.conditions)
    freshness.add(store, answer)
    const { rows, next } = answer.value
    return { rows: rows.map(([key, row]) => [key, row]), next }
  }
}
