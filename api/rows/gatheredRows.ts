import { incomplete } from '../problems.ts'
import type { LocalRows } from './localRows.ts'
import { mergePages } from './mergePages.ts'
import { Peer } from './peer.ts'
import type { PartialRows, RowPage, RowQuery, Rows, Served, StoredRow } from './rows.ts'

export interface GatheredRowsOptions {
  readonly local: LocalRows
  /** The other instances. */
  readonly peers: () => readonly { readonly host: string; readonly port: number }[]
  /** Of every store. */
  readonly partitions: number
  /** For one answer, all peers together. Default 2,000. */
  readonly deadlineMs?: number
}

/** This process's rows where it has all partitions, else this process's and its peers', merged. */
export class GatheredRows implements Rows {
  readonly #options: GatheredRowsOptions

  constructor(options: GatheredRowsOptions) {
    this.#options = options
  }

  async get(store: string, key: string): Promise<StoredRow | null> {
    const local = await this.#options.local.get(store, key)
    if (local.found !== null) return local.found
    const all = await this.#gather(store, local, peer => peer.get(store, key))
    return all.find(row => row !== null) ?? null
  }

  async page(store: string, query: RowQuery): Promise<RowPage> {
    const local = await this.#options.local.page(store, query)
    const pages = await this.#gather(store, local, peer => peer.page(store, query))
    return pages.length === 1 ? pages[0]! : mergePages(pages, query.limit)
  }

  /** What was found here and at as many peers as it takes to have heard of every partition. */
  async #gather<T>(
    store: string,
    local: Served<T>,
    ask: (peer: PartialRows) => Promise<Served<T>>,
  ): Promise<readonly T[]> {
    const { peers, partitions, deadlineMs = 2_000 } = this.#options
    if (local.partitions.length === partitions) return [local.found]
    const deadline = AbortSignal.timeout(deadlineMs)
    const answers = await Promise.allSettled(peers().map(each => ask(new Peer(each, deadline))))
    const served = [local, ...answers.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))]
    const missing = new Set(Array.from({ length: partitions }, (_, partition) => partition))
    for (const each of served) for (const partition of each.partitions) missing.delete(partition)
    if (missing.size > 0) throw incomplete(store, [...missing])
    return served.map(({ found }) => found)
  }
}
