import type { Time } from '../runtime/time.ts'

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
  readonly #time: Pick<Time, 'after'>
  readonly #pages = new Map<string, Promise<ShownPage>>()

  constructor(time: Pick<Time, 'after'>) {
    this.#time = time
  }

  /** `name`: equal for what is the same page. */
  get(name: string, read: () => Promise<ShownPage>): Promise<ShownPage> {
    const known = this.#pages.get(name)
    if (known) return known
    const page = read()
    const forget = () => {
      if (this.#pages.get(name) === page) this.#pages.delete(name)
    }
    this.#pages.set(name, page)
    page.then(() => this.#time.after(maxAgeMs, forget), forget)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > mostPages) this.#pages.delete(oldest!)
    return page
  }
}
