/** How the live generation does. */
export interface LiveFigures {
  /** Input records that it has not processed yet. */
  readonly behind: number
  /** The slowest answer of its instances to a question without work. */
  readonly answerMs: number
  /** Input records that were written since the look before, a second. */
  readonly arriving: number
}

const first = 2_000
/** Beside twice what comes in: with less it would never be done. */
const least = 50
/** At which nothing is held back any more. */
const most = 1_000_000
const faster = 1.5
const slower = 0.5
/** Above what was the best: that is noise, also of whoever looks. */
const slack = { behind: 500, answerMs: 100 }

/** Finds how many records a second a generation that is building may take beside the live one: up step by step, down by half. */
export class Pace {
  readonly #most: number
  #rate: number
  #best: Omit<LiveFigures, 'arriving'> | null = null

  /** `most`: never more; null: no bound. */
  constructor(bound: number | null) {
    this.#most = bound ?? most
    this.#rate = Math.min(first, this.#most)
  }

  /** Null: no limit. `live` is null where it cannot be told how it does: then nothing changes. */
  next(live: LiveFigures | null): number | null {
    if (live) {
      const best = this.#best ?? live
      this.#best = {
        behind: Math.min(best.behind, live.behind),
        answerMs: Math.min(best.answerMs, live.answerMs),
      }
      const suffers =
        live.behind > 2 * this.#best.behind + slack.behind ||
        live.answerMs > 2 * this.#best.answerMs + slack.answerMs
      this.#rate = suffers
        ? Math.max(Math.min(least + 2 * live.arriving, this.#most), this.#rate * slower)
        : Math.min(this.#most, this.#rate * faster)
    }
    return this.#rate >= most ? null : Math.round(this.#rate)
  }
}
