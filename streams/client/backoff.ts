/** Waits between attempts: drawn from nothing to a bound that doubles with every failure in a row, up to a limit. */
export class Backoff {
  readonly #minMs: number
  readonly #maxMs: number
  readonly #random: () => number
  #failures = 0

  constructor({ minMs, maxMs }: { readonly minMs: number; readonly maxMs: number }, random: () => number) {
    this.#minMs = minMs
    this.#maxMs = maxMs
    this.#random = random
  }

  /** After a failure: how long to wait, in milliseconds. */
  next(): number {
    const bound = Math.min(this.#maxMs, this.#minMs * 2 ** Math.min(this.#failures++, 30))
    return this.#random() * bound
  }

  /** It works again. */
  reset(): void {
    this.#failures = 0
  }
}
