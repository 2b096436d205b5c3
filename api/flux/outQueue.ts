/** Who waits until a client has taken what was sent. */
export class OutQueue {
  readonly #queued: () => number
  #waiting: { readonly bytes: number; readonly resolve: () => void }[] = []

  constructor(queued: () => number) {
    this.#queued = queued
  }

  drained(bytes: number): Promise<void> {
    if (this.#queued() <= bytes) return Promise.resolve()
    return new Promise(resolve => this.#waiting.push({ bytes, resolve }))
  }

  /** Something was taken. */
  taken(): void {
    if (this.#waiting.length === 0) return
    const queued = this.#queued()
    const ready = this.#waiting.filter(({ bytes }) => queued <= bytes)
    if (ready.length === 0) return
    this.#waiting = this.#waiting.filter(each => !ready.includes(each))
    for (const { resolve } of ready) resolve()
  }

  /** Nothing will be taken any more. */
  end(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { resolve } of waiting) resolve()
  }
}
