/** One point in time shared by everything an operation does, so that retries do not add up. */
export class Deadline {
  readonly #at: number

  constructor(fromNowMs: number) {
    this.#at = performance.now() + fromNowMs
  }

  /** Milliseconds, never negative. */
  get left(): number {
    return Math.max(0, this.#at - performance.now())
  }

  get passed(): boolean {
    return this.left === 0
  }
}
