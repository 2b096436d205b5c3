import type { InstanceEndpoint } from 'millrace'
import { incomplete } from '../problems.ts'
import type { Freshness } from './freshness.ts'
import type { LocalRows } from './localRows.ts'
import { mergePages } from './mergePages.ts'
import { Peer } from './peer.ts'
import type { PartialRows, RowPage, RowQuery, Rows, Served, StoredRow } from './rows.ts'

export interface GatheredRowsOptions {
  readonly local: LocalRows
  /** The other instances. */
  readonly peers: () => readonly InstanceEndpoint[]
  /** Of every store. */
  readonly partitions: number
  /** For one answer: half of it for those that run the partitions, a quarter for each that may have standbys. Default 2,000. */
  readonly deadlineMs?: number
}

type Ask<T> = (from: PartialRows, standbys?: readonly number[]) => Promise<Served<T>>

/**
 * This process's rows where it has all partitions, else this process's and its peers', merged. What nobody runs that answers is
 * read from a standby, here or at a peer.
 */
export class GatheredRows implements Rows {
  readonly #options: GatheredRowsOptions

  constructor(options: GatheredRowsOptions) {
    this.#options = options
  }

  async get(store: string, key: string, freshness: Freshness): Promise<StoredRow | null> {
    const isFound = (row: StoredRow | null) => row !== null
    const all = await this.#gather(store, freshness, (from, at) => from.get(store, key, at), isFound)
    return all.find(isFound) ?? null
  }

  async page(store: string, query: RowQuery, freshness: Freshness): Promise<RowPage> {
    const pages = await this.#gather(store, freshness, (from, at) => from.page(store, query, at))
    return pages.length === 1 ? pages[0]! : mergePages(pages, query.limit)
  }

  /** What was found where every partition was heard of, or where `isEnough` was found. */
  async #gather<T>(
    store: string,
    freshness: Freshness,
    ask: Ask<T>,
    isEnough: (found: T) => boolean = () => false,
  ): Promise<readonly T[]> {
    const { local, peers, partitions, deadlineMs = 2_000 } = this.#options
    const served = [await ask(local)]
    const missing = () => {
      if (served.some(({ found }) => isEnough(found))) return []
      const heard = new Set(served.flatMap(each => each.partitions))
      return Array.from({ length: partitions }, (_, partition) => partition).filter(each => !heard.has(each))
    }
    if (missing().length > 0) {
      const answers = await Promise.allSettled(
        peers().map(({ endpoint }) => ask(new Peer(endpoint, deadlineMs / 2))),
      )
      served.push(...answers.flatMap(each => (each.status === 'fulfilled' ? [each.value] : [])))
    }
    const followers = peers().filter(({ standby }) => standby.length > 0)
    for (const from of [local, ...followers.map(({ endpoint }) => new Peer(endpoint, deadlineMs / 4))]) {
      const wanted = missing()
      if (wanted.length === 0) break
      const answer = await ask(from, wanted).catch(() => null)
      if (!answer || answer.partitions.length === 0) continue
      freshness.add(answer.standbys)
      served.push(answer)
    }
    const unheard = missing()
    if (unheard.length > 0) throw incomplete(store, unheard)
    return served.map(({ found }) => found)
  }
}
