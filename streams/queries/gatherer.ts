import { type Asked, Attempt, type AttemptContext } from './attempt.ts'
import { type Conditions, fulfils } from './conditions.ts'
import { Heard } from './heard.ts'
import type { Endpoint } from './instanceEndpoint.ts'
import type { LocalAnswers } from './localAnswers.ts'
import type { Owners } from './owners.ts'
import type { QueriesCounters } from './queriesTotals.ts'
import type { Question, Reply } from './question.ts'
import type { StoreSource } from './storeSource.ts'
import { ConditionNotMet, PartitionsUnavailable } from './unanswered.ts'
import type { Waits } from './waits.ts'

export interface GathererOptions {
  readonly local: LocalAnswers
  readonly owners: Owners
  readonly ask: (endpoint: Endpoint, question: Question, signal: AbortSignal) => Promise<Reply>
  readonly waits: Waits
  readonly isAllHere: (store: string) => boolean
  readonly generation: number
  readonly counters: QueriesCounters
  readonly deadlineMs: number
  readonly hedgeMs: number
}

/** What was heard, of which partitions, and what of the whole is missing. */
export interface Gathered {
  readonly replies: readonly Reply[]
  readonly sources: readonly StoreSource[]
  readonly missing: readonly number[]
}

/** Asks until all is there that belongs to an answer, it is as the conditions say, or the time is over. */
export class Gatherer {
  readonly #options: GathererOptions
  readonly #context: AttemptContext
  /** Instances that were too slow lately, and until when they are not waited for alone. */
  readonly #slow = new Map<string, number>()

  constructor(options: GathererOptions) {
    this.#options = options
    const { local, owners, ask, hedgeMs, counters } = options
    this.#context = {
      local,
      owners,
      ask: async (endpoint, question, signal) => {
        const reply = await ask(endpoint, question, signal)
        this.#slow.delete(idOf(endpoint))
        return reply
      },
      hedgeMs: endpoint => (performance.now() < (this.#slow.get(idOf(endpoint)) ?? 0) ? 0 : hedgeMs),
      widenMs: hedgeMs,
      slow: endpoint => {
        counters.hedged++
        this.#slow.set(idOf(endpoint), performance.now() + slowMs)
      },
    }
  }

  /** Rejects with PartitionsUnavailable, ConditionNotMet or TooManyWaiting. */
  async gather(question: Omit<Asked, 'fulfils'>, conditions: Conditions): Promise<Gathered> {
    const { counters } = this.#options
    try {
      const gathered = await this.#gather(question, conditions)
      counters.answered(gathered)
      return gathered
    } catch (error) {
      counters.failed(error)
      throw error
    }
  }

  async #gather(question: Omit<Asked, 'fulfils'>, conditions: Conditions): Promise<Gathered> {
    const { store } = question
    const { waitMs = 0, partial = false, deadlineMs = this.#options.deadlineMs } = conditions
    const began = performance.now()
    const left = () => began + waitMs + deadlineMs - performance.now()
    const { generation } = this.#options
    const asked: Asked = {
      ...question,
      fulfils: source => fulfils(conditions, store, source, generation),
    }
    const heard = new Heard()
    const attempt = async (isWide = true) => {
      const attempt = new Attempt(asked, this.#context, heard, isWide)
      await attempt.run(Math.min(deadlineMs, left()))
      return attempt
    }
    let last = await attempt()
    // What is moving is somewhere in a moment.
    for (const [i, pause] of movingPauses.entries()) {
      const isShort = last.missing.every(partition => heard.short.has(partition))
      if (isShort || !last.isMoving || left() - waitMs < pause) break
      await sleep(pause)
      this.#options.counters.retried++
      // Everybody once more at the end, not each time: all questions of a rebalance do so.
      last = await attempt(i === movingPauses.length - 1)
    }
    if (last.missing.length > 0 && waitMs > 0) {
      const { waits, isAllHere } = this.#options
      const isDone = ({ missing }: Attempt) => missing.length === 0
      last = (
        await waits.until(
          waitMs,
          () => isAllHere(store),
          () => attempt(),
          isDone,
        )
      ).found
    }
    const { missing, replies } = last
    if (missing.length > 0 && !partial) throw unanswered(store, missing, heard)
    const sources = [...last.sources.values()].sort((a, b) => a.partition - b.partition)
    return { replies, sources, missing }
  }
}

function unanswered(store: string, missing: readonly number[], heard: Heard): Error {
  const unheard = missing.filter(partition => !heard.short.has(partition))
  return unheard.length > 0
    ? new PartitionsUnavailable(store, unheard, heard.of(unheard))
    : new ConditionNotMet(
        store,
        missing.map(partition => heard.short.get(partition)!),
      )
}

/** Between looks for what is moving, ms. */
const movingPauses = [25, 50, 100, 200, 400]

/** How long an instance that was too slow is not waited for alone, ms. */
const slowMs = 5_000

const idOf = ({ host, port }: Endpoint) => `${host} ${port}`
const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
