import { setTimeout as sleep } from 'node:timers/promises'
import type { CutReader, StoreHash } from 'millrace'

type PartitionFigure = Awaited<ReturnType<CutReader['hashes']>>[number]
type StoredRow = Awaited<ReturnType<CutReader['page']>>[number]

export interface HttpCutReaderOptions {
  readonly cut: string
  /** Instances of the generation, as URLs without a path. */
  readonly origins: readonly string[]
  /** What they know us by. */
  readonly headers: Readonly<Record<string, string>>
  /** Each has as many partitions. */
  readonly stores: readonly string[]
  readonly partitions: number
}

/** An instance keeps its rows a moment after all stand still. */
const patienceMs = 10_000
const pauseMs = 50
/** Of one answer. */
const timeoutMs = 60_000

/** What the instances of a generation held at a cut, asked for over HTTP. */
export class HttpCutReader implements CutReader {
  readonly #options: HttpCutReaderOptions
  /** By store and partition: who had it. */
  readonly #owners = new Map<string, string>()
  #hashes: Promise<readonly PartitionFigure[]> | null = null

  constructor(options: HttpCutReaderOptions) {
    this.#options = options
  }

  hashes(): Promise<readonly PartitionFigure[]> {
    this.#hashes ??= this.#readHashes()
    return this.#hashes
  }

  async page(
    store: string,
    partition: number,
    { after, limit }: { readonly after?: Uint8Array | undefined; readonly limit: number },
  ): Promise<readonly StoredRow[]> {
    await this.hashes()
    const rows: StoredRow[] = []
    let from = after
    while (rows.length < limit) {
      const behind = from === undefined ? '' : `&after=${Buffer.from(from).toString('base64url')}`
      const page = await this.#of<Page>(store, partition, `rows?limit=${limit - rows.length}${behind}`)
      for (const { key, value } of page.rows)
        rows.push({ key: Buffer.from(key, 'base64url'), value: Buffer.from(value, 'base64url') } as StoredRow)
      if (page.isLast) break
      from = rows.at(-1)!.key
    }
    return rows
  }

  /** Computed from the rows, whatever was kept beside them. */
  async scan(store: string, partition: number): Promise<{ readonly rows: number; readonly hash: string }> {
    await this.hashes()
    return this.#of(store, partition, 'scan')
  }

  /** The instances need not keep it any longer. Never rejects: they forget it by themselves. */
  async close(): Promise<void> {
    const { origins, cut, headers } = this.#options
    await Promise.all(
      origins.map(origin =>
        fetch(`${origin}/internal/cuts/${cut}`, { method: 'DELETE', headers }).catch(() => {}),
      ),
    )
  }

  async #readHashes(): Promise<readonly PartitionFigure[]> {
    const { origins, stores, partitions } = this.#options
    const found = new Map<string, StoreHash>()
    const missing = () =>
      stores.flatMap(store =>
        Array.from({ length: partitions }, (_, partition) => `${store}/${partition}`).filter(
          part => !found.has(part),
        ),
      )
    for (const deadline = performance.now() + patienceMs; missing().length > 0; await sleep(pauseMs)) {
      if (performance.now() > deadline)
        throw new Error(
          `No instance has kept these parts of the cut: ${missing().join(', ')}. Asked were: ${origins.join(', ') || 'none'}`,
        )
      for (const origin of origins) {
        const kept = await this.#get<{ readonly stores: readonly StoreHash[] }>(origin, 'hashes')
        for (const each of kept?.stores ?? []) {
          if (each.role !== 'active') continue
          found.set(`${each.store}/${each.partition}`, each)
          this.#owners.set(`${each.store}/${each.partition}`, origin)
        }
      }
    }
    return Promise.all(
      [...found.values()].map(async ({ store, partition, rows, hash, comparable }) => ({
        store,
        partition,
        comparable,
        ...(rows === null || hash === null
          ? await this.#of<{ readonly rows: number; readonly hash: string }>(store, partition, 'scan')
          : { rows, hash }),
      })),
    )
  }

  async #of<T>(store: string, partition: number, what: string): Promise<T> {
    const origin = this.#owners.get(`${store}/${partition}`)
    if (origin === undefined) throw new Error(`Nobody had ${store}/${partition} at the cut`)
    const answer = await this.#get<T>(origin, `stores/${encodeURIComponent(store)}/${partition}/${what}`)
    if (answer === null) throw new Error(`${origin} does not keep the cut any more: compare again`)
    return answer
  }

  /** Null: it does not have that (yet). */
  async #get<T>(origin: string, path: string): Promise<T | null> {
    const { cut, headers } = this.#options
    const url = `${origin}/internal/cuts/${cut}/${path}`
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) })
    if (answer.status === 404) return null
    if (answer.status === 401 || answer.status === 403)
      throw new Error(
        `${origin} does not know this process: INTERNAL_SECRET must be the same for all, and set where they are started.`,
      )
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

interface Page {
  readonly rows: readonly { readonly key: string; readonly value: string }[]
  readonly isLast: boolean
}
