import type { Entry } from './entry.ts'

/** What one frame will hold; of a slow client the last of each row. */
export class News {
  readonly #latest: Map<string, string> | null
  readonly #items: string[] = []
  bytes = 0
  conflated = 0

  constructor(isConflating: boolean) {
    this.#latest = isConflating ? new Map() : null
  }

  add({ key }: Entry, json: string): void {
    this.bytes += json.length
    if (this.#latest === null) {
      this.#items.push(json)
      return
    }
    const before = this.#latest.get(key)
    if (before !== undefined) {
      this.bytes -= before.length
      this.conflated++
      this.#latest.delete(key)
    }
    this.#latest.set(key, json)
  }

  get text(): string {
    return (this.#latest === null ? this.#items : [...this.#latest.values()]).join()
  }
}
