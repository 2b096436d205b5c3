import { setTimeout as sleep } from 'node:timers/promises'

export interface LatencyFigures {
  readonly count: number
  readonly failed: number
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
  #queries: number[] = []
  #effects: number[] = []
  #failed = { queries: 0, effects: 0 }
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
    const figures = {
      queries: figuresOf(this.#queries, this.#failed.queries),
      effects: figuresOf(this.#effects, this.#failed.effects),
    }
    this.#queries = []
    this.#effects = []
    this.#failed = { queries: 0, effects: 0 }
    return figures
  }

  async #query(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const took = await timed(() => this.#get(`/api/patients/${this.#ids[n % this.#ids.length]}/dossier`))
      if (took === null) this.#failed.queries++
      else this.#queries.push(took)
      await sleep(pauseMs)
    }
  }

  async #command(): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const took = await timed(async () => {
        const answer = await fetch(`${this.#url}/api/patients`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ nom: `N${n}` }),
          signal: AbortSignal.timeout(10_000),
        })
        await answer.body?.cancel()
        return answer.ok && (await this.#get(answer.headers.get('location')!))
      })
      if (took === null) this.#failed.effects++
      else this.#effects.push(took)
      await sleep(pauseMs)
    }
  }

  async #get(path: string): Promise<boolean> {
    const answer = await fetch(this.#url + path, { signal: AbortSignal.timeout(10_000) })
    await answer.arrayBuffer()
    return answer.ok
  }
}

/** Null: it failed. */
async function timed(work: () => Promise<boolean>): Promise<number | null> {
  const began = performance.now()
  const isWell = await work().catch(() => false)
  return isWell ? performance.now() - began : null
}

function figuresOf(times: readonly number[], failed: number): LatencyFigures {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(10 * (sorted[Math.floor((sorted.length - 1) * share)] ?? 0)) / 10
  return { count: sorted.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) }
}
