export interface BackoffOptions {
  /** Before the first restart, ms; each further one waits three times as long. */
  readonly firstMs: number
  readonly longestMs: number
  /** So many deaths within the window are a crash loop. */
  readonly deaths: number
  readonly windowMs: number
}

export const defaultBackoff: BackoffOptions = {
  firstMs: 200,
  longestMs: 30_000,
  deaths: 5,
  windowMs: 120_000,
}

/** Decides what follows a death: how long to wait, or that it is enough. Counts the deaths of the last window only. */
export class Backoff {
  readonly #options: BackoffOptions
  readonly #random: () => number
  #deaths: number[] = []

  constructor(options: BackoffOptions, random: () => number = Math.random) {
    this.#options = options
    this.#random = random
  }

  /** Counts a death; returns the wait before the restart in ms, or null: a crash loop. A quarter more or less, by chance. */
  died(now: number): number | null {
    const { firstMs, longestMs, deaths, windowMs } = this.#options
    this.#deaths = [...this.#deaths.filter(at => now - at < windowMs), now]
    if (this.#deaths.length >= deaths) return null
    const wait = Math.min(longestMs, firstMs * 3 ** (this.#deaths.length - 1))
    return wait * (0.75 + 0.5 * this.#random())
  }

  forget(): void {
    this.#deaths = []
  }
}
