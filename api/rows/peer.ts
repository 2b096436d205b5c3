import type { PartialRows, RowPage, RowQuery, Served, StoredRow } from './rows.ts'

/** Another instance's rows, over its internal routes. Connections are kept; the deadline is the whole answer's. */
export class Peer implements PartialRows {
  readonly #base: string
  readonly #deadline: AbortSignal

  constructor(endpoint: { readonly host: string; readonly port: number }, deadline: AbortSignal) {
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
    this.#base = `http://${host}:${endpoint.port}/internal/stores`
    this.#deadline = deadline
  }

  get(store: string, key: string): Promise<Served<StoredRow | null>> {
    return this.#ask(`${store}/rows/${encodeURIComponent(key)}`)
  }

  page(store: string, query: RowQuery): Promise<Served<RowPage>> {
    const { where, limit, ...keys } = query
    const parameters = new URLSearchParams({ ...keys, limit: String(limit) })
    if (where) parameters.set('where', JSON.stringify(where))
    return this.#ask(`${store}/rows?${parameters}`)
  }

  async #ask<T>(path: string): Promise<Served<T>> {
    const answer = await fetch(`${this.#base}/${path}`, { signal: this.#deadline })
    if (!answer.ok) throw new Error(`${this.#base} answered ${answer.status}`)
    return (await answer.json()) as Served<T>
  }
}
