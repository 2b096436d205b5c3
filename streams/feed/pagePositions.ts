/** A snapshot's pages of one partition: which position the rows of which keys are as of. */
export class PagePositions {
  readonly #ends: Buffer[] = []
  readonly #positions: number[] = []
  #min = Number.POSITIVE_INFINITY
  #max = 0

  /** In the order of keys; `end` null: to the last. */
  add(end: string | null, position: number): void {
    this.#min = Math.min(this.#min, position)
    this.#max = Math.max(this.#max, position)
    if (end !== null) this.#ends.push(Buffer.from(end))
    this.#positions.push(position)
  }

  /** Where changes begin to be needed. */
  get min(): number {
    return this.#min
  }

  /** From here on every change is needed. */
  get max(): number {
    return this.#max
  }

  /** Whether the row of the key is as of after this change. */
  has(key: string, offset: number): boolean {
    if (offset >= this.#max) return false
    if (offset < this.#min) return true
    const bytes = Buffer.from(key)
    let low = 0
    let high = this.#ends.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Buffer.compare(this.#ends[middle]!, bytes) < 0) low = middle + 1
      else high = middle
    }
    return offset < this.#positions[low]!
  }
}
