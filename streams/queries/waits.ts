import diagnostics from 'node:diagnostics_channel'
import { TooManyWaiting } from './unanswered.ts'
import { within } from './within.ts'

/** How often rows of other instances are looked at: theirs are committed without our knowing. */
const elsewhereMs = 250

export interface WaitsOptions {
  readonly applicationId: string
  /** Who may wait at the same time. */
  readonly limit: number
}

/** Those who wait until committed rows show something. They look when this process commits; where rows are elsewhere, also in between. */
export class Waits {
  readonly #options: WaitsOptions
  readonly #commits = diagnostics.channel('millrace:commit')
  #next = Promise.withResolvers<void>()
  #waiting = 0
  #isClosed = false

  constructor(options: WaitsOptions) {
    this.#options = options
    this.#commits.subscribe(this.#committed)
  }

  /**
   * What is found as soon as it is what is wanted, or what is found when the time is over. `isAllHere`: whether all of the rows
   * are this process's. Rejects with TooManyWaiting.
   */
  async until<T>(
    ms: number,
    isAllHere: () => boolean,
    look: () => Promise<T>,
    isWanted: (found: T) => boolean,
  ): Promise<{ readonly found: T; readonly seen: boolean }> {
    if (this.#waiting >= this.#options.limit) throw new TooManyWaiting(this.#options.limit)
    this.#waiting++
    const end = performance.now() + ms
    try {
      for (;;) {
        // Before the look: a commit in between is not missed.
        const { promise } = this.#next
        const found = await look()
        if (isWanted(found)) return { found, seen: true }
        const left = end - performance.now()
        if (left <= 0 || this.#isClosed) return { found, seen: false }
        await within(promise, isAllHere() ? left : Math.min(left, elsewhereMs))
      }
    } finally {
      this.#waiting--
    }
  }

  /** Those that wait are answered with what there is. Idempotent. */
  close(): void {
    this.#isClosed = true
    this.#commits.unsubscribe(this.#committed)
    this.#wake()
  }

  readonly #committed = (message: unknown): void => {
    if ((message as { applicationId?: string }).applicationId === this.#options.applicationId) this.#wake()
  }

  #wake(): void {
    const { resolve } = this.#next
    this.#next = Promise.withResolvers()
    resolve()
  }
}
