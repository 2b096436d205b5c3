import { originOf } from '../originOf.ts'
import type { PartialRows, RowPage, RowQuery, Served, StoredRow } from './rows.ts'

/** Another instance's rows, over its internal routes. Connections are kept. */
export class Peer implements PartialRows {
  readonly #base: string
  readonly #deadlineMs: number

  constructor(endpoint: { readonly host: string; readonly port: number }, deadlineMs: number) {
    this.#base = `${originOf(endpoint)}/internal/stores`
    this.#deadlineMs = deadlineMs
  }

  get(store: string, key: string, standbys?: readonly number[]): Promise<Served<StoredRow | null>> {
    return this.#ask(`${store}/rows/${encodeURIComponent(key)}?${new URLSearchParams(asked(standbys))}`)
  }

  page(store: string, query: RowQuery, standbys?: readonly number[]): Promise<Served<RowPage>> {
    const { where, limit, ...keys } = query
    const parameters = new URLSearchParams({ ...keys, ...asked(standbys), limit: String(limit) })
    if (where) parameters.set('where', JSON.stringify(where))
    return this.#ask(`${store}/rows?${parameters}`)
  }

  async #ask<T>(path: string): Promise<Served<T>> {
    const answer = await fetch(`${this.#base}/${path}`, {
      signal: AbortSignal.timeout(this.#deadlineMs),
    })
    if (!answer.ok) throw new Error(`${this.#base} answered ${answer.status}`)
    return (await answer.json()) as Served<T>
  }
}

const asked = (standbys?: readonly number[]) => (standbys ? { standbys: standbys.join() } : {})
