/** Some rows of a snapshot, as they are sent. */
export interface ShownPage {
  /** What they are as of. */
  readonly position: number
  readonly next: string | null
  /** JSON with commas between, each as much as one frame holds. */
  readonly pieces: readonly string[]
  /** Hashes of their keys. */
  readonly keyHashes: readonly string[]
}

/** So old a page may be that is given to another subscriber: what has changed since follows in the changes. */
const maxAgeMs = 1_000
const mostPages = 64

/** Pages that were read a moment ago: many who begin at the same time are sent what was read, shown and written once. */
export class ShownPages {
  readonly #now: () => number
  readonly #pages = new Map<string, { readonly page: Promise<ShownPage>; until: number }>()

  /** Milliseconds; never goes back. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** `name`: equal for what is the same page. */
  get(name: string, read: () => Promise<ShownPage>): Promise<ShownPage> {
    const known = this.#pages.get(name)
    if (known && this.#now() < known.until) return known.page
    const kept = { page: read(), until: Number.POSITIVE_INFINITY }
    this.#pages.delete(name)
    this.#pages.set(name, kept)
    kept.page.then(
      () => {
        kept.until = this.#now() + maxAgeMs
      },
      () => {
        kept.until = 0
      },
    )
    for (const [oldest, { until }] of this.#pages) {
      if (this.#pages.size <= mostPages && this.#now() < until) break
      this.#pages.delete(oldest)
    }
    return kept.page
  }
}
