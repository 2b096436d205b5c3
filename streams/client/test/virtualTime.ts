import type { FeedTime } from '../feedOptions.ts'

/** A clock that stands still until it is told to go on. */
export class VirtualTime implements FeedTime {
  #now = 0
  #timers: { readonly at: number; readonly call: () => void }[] = []

  elapsed(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer)
    }
  }

  get timers(): number {
    return this.#timers.length
  }

  /** What is due in that time happens, in its order, with all that it sets off. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settled()
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.#timers = this.#timers.filter(other => other !== next)
      this.#now = next.at
      next.call()
    }
    this.#now = end
  }
}

/** All promises that can go on have. */
export const settled = () => new Promise(resolve => setImmediate(resolve))
