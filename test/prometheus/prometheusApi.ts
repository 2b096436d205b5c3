/** A series of a query's answer. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [at: number, value: string])[]
}

export interface Rule {
  readonly name: string
  readonly health: string
  readonly lastError?: string
  readonly state: string
}

/** Asks a Prometheus on this machine. What it refuses is thrown as it says it. */
export class PrometheusApi {
  readonly #url: string

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}`
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.#url}/-/ready`).catch(() => null))?.ok ?? false
  }

  /** Over the last minutes, each second. */
  async range(query: string, seconds: number): Promise<readonly Answered[]> {
    const end = Date.now() / 1000
    const asked = { query, start: String(end - seconds), end: String(end), step: '1' }
    const { result } = await this.#ask<{ result: Answered[] }>('query_range', asked)
    return result
  }

  /** As Grafana finds the values of a variable. */
  async labelValues(label: string, metric: string): Promise<readonly string[]> {
    return this.#ask<string[]>(`label/${label}/values`, { 'match[]': metric })
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.#ask<{ groups: { rules: Rule[] }[] }>('rules', {})
    return groups.flatMap(({ rules }) => rules)
  }

  async #ask<T>(path: string, asked: Readonly<Record<string, string>>): Promise<T> {
    const answer = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(asked)}`)
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string }
    if (status !== 'success') throw new Error(`${asked.query ?? path}: ${error}`)
    return data
  }
}
