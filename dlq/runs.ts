/** Offsets from one to another, both included, and what is said of them. */
export interface Run<T> {
  readonly from: number
  readonly to: number
  readonly value: T
}

/** Something said of offsets of a partition, kept by runs: ten thousand letters treated together take one entry. The last word counts. */
export class Runs<T> {
  /** In order, and without overlap. */
  readonly #runs: Run<T>[] = []

  get(offset: number): T | undefined {
    const run = this.#runs[this.#firstEndingAt(offset)]
    return run !== undefined && run.from <= offset ? run.value : undefined
  }

  set(run: Run<T>): void {
    const first = this.#firstEndingAt(run.from)
    let after = first
    while (after < this.#runs.length && this.#runs[after]!.from <= run.to) after++
    const kept = [run]
    const left = this.#runs[first]
    const right = this.#runs[after - 1]
    if (after > first && left!.from < run.from) kept.unshift({ ...left!, to: run.from - 1 })
    if (after > first && right!.to > run.to) kept.push({ ...right!, from: run.to + 1 })
    this.#runs.splice(first, after - first, ...kept)
  }

  /** Index of the first run that does not end before the offset. */
  #firstEndingAt(offset: number): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#runs[middle]!.to < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
