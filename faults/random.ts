/** Seeded, so that a run can be made again: the faults and their moments, though not what the machine makes of them. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 ≤ x < 1 (mulberry32) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer, from ≤ x < to. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from))
  }

  one<T>(list: readonly T[]): T {
    return list[this.between(0, list.length)]!
  }

  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list]
    return list.map(() => left.splice(this.between(0, left.length), 1)[0]!)
  }
}
