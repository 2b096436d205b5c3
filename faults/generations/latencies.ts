import { setTimeout as sleep } from 'node:timers/promises'

export interface LatencyFigures {
  readonly count: number
  readonly failed: number
  /** How many failed, by what was answered: a status, or the error's name. */
  readonly why: Readonly<Record<string, number>>
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
}

/** Between two of a kind, ms. */
const pauseMs = 20

/** Asks for rows, and gives commands and waits for their effect, one after the other, and keeps how long each took. */
export class Latencies {
  readonly #url: string
  readonly #ids: readonly string[]
  #queries = new Sample()
  #effects = new Sample()
  #stopped = false
  #running: Promise<unknown> = Promise.resolve()

  constructor(url: string, patientIds: readonly string[]) {
    this.#url = url
    this.#ids = patientIds
  }

  start(): void {
    this.#running = Promise.all([this.#query(), this.#command()])
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  /** Since the last call. */
  take(): { readonly queries: LatencyFigures; readonly effects: LatencyFigures } {
    const figures = { queries: this.#queries.figures(), effects: this.#effects.figures() }
    this.#queries = new Sample()
    this.#effects = new Sample()
    return figures
  }

  async #query(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      await this.#queries.time(() => this.#get(`/api/patients/${this.#ids[n % this.#ids.length]}/dossier`))
      await sleep(pauseMs)
    }
  }

  async #command(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      await this.#effects.time(async () => {
        const answer = await fetch(`${this.#url}/api/patients`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ nom: `N${n}` }),
          signal: AbortSignal.timeout(10_000),
        })
        await answer.body?.cancel()
        return answer.ok ? await this.#get(answer.headers.get('location')!) : answer.status
      })
      await sleep(pauseMs)
    }
  }

  async #get(path: string): Promise<number> {
    const answer = await fetch(this.#url + path, { signal: AbortSignal.timeout(10_000) })
    await answer.arrayBuffer()
    return answer.status
  }
}

class Sample {
  readonly #times: number[] = []
  readonly #why: Record<string, number> = {}

  /** What is done answers with an HTTP status. */
  async time(work: () => Promise<number>): Promise<void> {
    const began = performance.now()
    const said = await work().catch(error => (error instanceof Error ? error.name : String(error)))
    if (typeof said === 'number' && said < 400) this.#times.push(performance.now() - began)
    else this.#why[said] = (this.#why[said] ?? 0) + 1
  }

  figures(): LatencyFigures {
    const sorted = this.#times.toSorted((a, b) => a - b)
    const at = (share: number) => Math.round(10 * (sorted[Math.floor((sorted.length - 1) * share)] ?? 0)) / 10
    const failed = Object.values(this.#why).reduce((sum, count) => sum + count, 0)
    return { count: sorted.length, failed, why: this.#why, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
  }
}
