import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../random.ts'
import { ageOf, ask } from './asking.ts'
import type { Life } from './life.ts'
import { question } from './questions.ts'
import { Witness } from './witness.ts'

export interface ReadersOptions {
  readonly urls: readonly string[]
  /** Whether an instance was killed and is not back yet. */
  readonly isAway: (url: string) => boolean
  readonly life: Life
  readonly witness: Witness
  readonly random: Random
}

/** What all that was asked came to. */
export interface QueriesFigures {
  readonly asked: number
  /** With 200 or 404, within the deadline. */
  readonly answered: number
  /** With 412: nobody who could be asked had rows as fresh as was asked for. */
  readonly unmet: number
  /** By status; `none`: nobody answered within the deadline. */
  readonly statuses: Readonly<Record<string, number>>
  readonly fromStandby: number
  /** What single instances said that did not answer; the next one was asked. By status and type, or `no connection`. */
  readonly refusals: Readonly<Record<string, number>>
  /** The first of those that an instance answered which was well: it could have asked a standby. */
  readonly refusedByWell: readonly string[]
  readonly p50Ms: number
  readonly p99Ms: number
  readonly longestMs: number
  /** The greatest `behind-ms` that an answer told. */
  readonly stalestMs: number
  /** Things in answers that were held against what was known. */
  readonly facts: number
  readonly wrong: readonly string[]
  /** Questions that nobody answered although a copy of every row was alive. */
  readonly failed: readonly string[]
}

/** `monotonic` passes on where he was (`min-position`); `fresh` asks for rows no older than so much (`max-lag`). */
const kinds = ['plain', 'monotonic', 'fresh'] as const
const freshMs = 1_000
const waitSeconds = 1
const deadlineMs = 5_000
const shown = 10
const pauseMs = 5

/** Asks without pause, any question of any instance, and holds every answer against what the witness knows. */
export class Readers {
  readonly #options: ReadersOptions
  readonly #times: number[] = []
  readonly #statuses: Record<string, number> = {}
  readonly #refusals: Record<string, number> = {}
  readonly #wrong: string[] = []
  readonly #failed: string[] = []
  readonly #refusedByWell: string[] = []
  #fromStandby = 0
  #stalestMs = 0
  #stopped = false
  #running: Promise<unknown> = Promise.resolve()

  constructor(options: ReadersOptions) {
    this.#options = options
  }

  start(count: number): void {
    const kind = (i: number) => kinds[i % kinds.length]!
    this.#running = Promise.all(Array.from({ length: count }, (_, i) => this.#read(kind(i))))
    this.#running.catch(error => this.#wrong.push(String(error)))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running.catch(() => {})
  }

  get figures(): QueriesFigures {
    const times = this.#times.toSorted((a, b) => a - b)
    const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0)
    const { 200: found = 0, 404: absent = 0, 412: unmet = 0 } = this.#statuses
    return {
      asked: times.length,
      answered: found + absent,
      unmet,
      statuses: { ...this.#statuses },
      fromStandby: this.#fromStandby,
      refusals: { ...this.#refusals },
      refusedByWell: [...this.#refusedByWell],
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      longestMs: at(1),
      stalestMs: this.#stalestMs,
      facts: this.#options.witness.facts,
      wrong: [...this.#wrong],
      failed: [...this.#failed],
    }
  }

  /** A line for people. */
  told(): string {
    const { asked, answered, fromStandby, longestMs, wrong } = this.figures
    return `${answered} of ${asked} answered, ${fromStandby} by standbys, longest ${longestMs} ms, ${wrong.length} wrong`
  }

  async #read(kind: (typeof kinds)[number]): Promise<void> {
    const { urls, life, witness, random, isAway } = this.#options
    const own = kind === 'monotonic' ? new Witness(witness) : null
    let token: string | null = null
    while (!this.#stopped) {
      const { path: plain, all, facts } = question(life, random)
      const condition =
        kind === 'fresh' ? `max-lag=${freshMs / 1000}s` : token === null ? null : `min-position=${token}`
      const wait =
        condition === null ? '' : `${plain.includes('?') ? '&' : '?'}${condition}&wait=${waitSeconds}`
      const path = plain + wait
      const first = random.between(0, urls.length)
      const order = [...urls.slice(first), ...urls.slice(0, first)]
      const asked = await ask(order, path, deadlineMs)
      const { status, body, sent, received, ms, freshness, refusals } = asked
      this.#times.push(ms)
      count(this.#statuses, String(status ?? 'none'))
      for (const each of refusals) {
        const isWell = !isAway(each.url)
        count(this.#refusals, `${refusalOf(each)} of one that is ${isWell ? 'well' : 'restarted'}`)
        if (isWell && this.#refusedByWell.length < shown)
          this.#refusedByWell.push(`${path} of ${each.url}: ${each.status} ${each.why}`)
      }
      if (status === 200 || status === 404) {
        const age = ageOf(freshness)
        if (age !== 'active') {
          this.#fromStandby++
          this.#stalestMs = Math.max(this.#stalestMs, age ?? 0)
        }
        const said = facts(status === 404 ? null : body)
        const wrong = [...witness.judge(said, { sent, received, age }, all)]
        // Whoever says what he has seen is held to nothing less by anybody, however old the rows.
        if (own) wrong.push(...own.judge(said, { sent, received, age: 'active' }, all))
        if (kind === 'fresh' && age !== 'active' && (age ?? Number.POSITIVE_INFINITY) > freshMs)
          wrong.push(`older than was asked for: ${freshness}`)
        this.#wrong.push(...wrong.map(line => `${path} of ${order[0]}: ${line}`))
        if (own) token = asked.position ?? token
      } else if (status !== 412)
        this.#failed.push(`${path}: ${status} ${JSON.stringify(body)} ${JSON.stringify(refusals)}`)
      await sleep(pauseMs)
    }
  }
}

function refusalOf({ status, why }: { readonly status: number | null; readonly why: string }): string {
  if (status === null) return /timeout/i.test(why) ? 'no answer in time' : 'no connection'
  const type = /"type":"[^"#]*#?([^"]+)"/.exec(why)?.[1] ?? ''
  return `${status} ${type}`.trim()
}

const count = (counts: Record<string, number>, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1
}
