/** Seeded chance: the same seed tells the same story. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** Whole, both ends included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Mean 1; most are smaller, a few much larger. */
  exponential(): number
  /** A UUID of version 4. */
  uuid(): string
}

/** The generator is mulberry32: small, and good enough for a practice. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const word = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const next = () => word() / 4_294_967_296
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    chance: probability => next() < probability,
    pick: from => from[between(0, from.length - 1)]!,
    exponential: () => -Math.log(1 - next()),
    uuid() {
      const [a, b] = [hex(word()), hex(word())]
      const third = word()
      const [c, d] = [hex(third), hex(word())]
      const variant = '89ab'[third >>> 30]
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
    },
  }
}

/** One seed of several numbers. */
export function seedOf(...numbers: readonly number[]): number {
  let seed = 0x811c9dc5
  for (const number of numbers) {
    for (const part of [number | 0, Math.floor(number / 2 ** 32)]) seed = Math.imul(seed ^ part, 0x01000193)
    seed ^= seed >>> 15
  }
  return seed
}

const pairs = Array.from({ length: 65_536 }, (_, pair) => pair.toString(16).padStart(4, '0'))

const hex = (word: number) => pairs[word >>> 16]! + pairs[word & 0xffff]!
