import type { Time } from './time.ts'

/** What may be taken at once after a pause, as a part of a second's. */
const burst = 0.1

/** How many records of source topics may be taken: so many a second over all tasks. */
export class IntakeRate {
  readonly #time: Time
  #perSecond: number | null
  #left = 0
  #at: number

  constructor(perSecond: number | null, time: Time) {
    this.#perSecond = perSecond
    this.#time = time
    this.#at = time.elapsed()
  }

  get perSecond(): number | null {
    return this.#perSecond
  }

  /** Null: no limit. */
  set perSecond(perSecond: number | null) {
    this.#perSecond = perSecond
    this.#left = 0
    this.#at = this.#time.elapsed()
  }

  /** How many may be taken now. */
  get allowance(): number {
    if (this.#perSecond === null) return Number.POSITIVE_INFINITY
    const now = this.#time.elapsed()
    const most = Math.max(1, this.#perSecond * burst)
    this.#left = Math.min(most, this.#left + ((now - this.#at) * this.#perSecond) / 1000)
    this.#at = now
    return Math.floor(this.#left)
  }

  took(records: number): void {
    this.#left -= records
  }

  /** Milliseconds until one may be taken; Infinity when one may be already. */
  get untilNext(): number {
    if (this.#perSecond === null || this.allowance > 0) return Number.POSITIVE_INFINITY
    return ((1 - this.#left) * 1000) / this.#perSecond
  }
}
