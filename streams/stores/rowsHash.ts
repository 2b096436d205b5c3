import type { RowHash } from './rowHash.ts'

/** How many rows there are, and their hash: 32 hexadecimal digits. */
export interface RowsFigure {
  readonly rows: number
  readonly hash: string
}

/**
 * A hash of a set of rows that does not depend on their order: the hashes of the rows, added modulo 2^64, in two halves; and how
 * many they are. A row that comes, goes or changes costs one addition, and sums of parts add up to that of the whole.
 *
 * It is the additive multiset hash of Clarke, Devadas, van Dijk, Gassend and Suh (Incremental Multiset Hash Functions, 2003), after
 * AdHash of Bellare and Micciancio (1997), with a hash of rows that is not cryptographic: two sets of rows that differ by mistake,
 * by a lost, doubled or damaged row, have the same one by a chance of 1 in 2^128. Whoever may choose rows can make two that do.
 */
export class RowsHash {
  #rows = 0
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  get rows(): number {
    return this.#rows
  }

  get figure(): RowsFigure {
    return { rows: this.#rows, hash: hex(this.#a) + hex(this.#b) + hex(this.#c) + hex(this.#d) }
  }

  /** A row becomes another; null: there is none. */
  replace(before: RowHash | null, now: RowHash | null): void {
    if (before !== null) this.#add(before, -1, -1)
    if (now !== null) this.#add(now, 1, 1)
  }

  plus(figure: RowsFigure): void {
    this.#add(read(figure.hash), 1, figure.rows)
  }

  minus(figure: RowsFigure): void {
    this.#add(read(figure.hash), -1, -figure.rows)
  }

  #add({ a, b, c, d }: RowHash, sign: 1 | -1, rows: number): void {
    this.#rows += rows
    const low = (this.#b >>> 0) + sign * (b >>> 0)
    this.#a = (this.#a + sign * a + carry(low)) | 0
    this.#b = low | 0
    const lower = (this.#d >>> 0) + sign * (d >>> 0)
    this.#c = (this.#c + sign * c + carry(lower)) | 0
    this.#d = lower | 0
  }
}

const carry = (sum: number) => (sum > 0xffffffff ? 1 : sum < 0 ? -1 : 0)
const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0')
const word = (hash: string, index: number) => Number.parseInt(hash.slice(index * 8, index * 8 + 8), 16) | 0
const read = (hash: string): RowHash => ({
  a: word(hash, 0),
  b: word(hash, 1),
  c: word(hash, 2),
  d: word(hash, 3),
})

export const noRows: RowsFigure = Object.freeze({ rows: 0, hash: '0'.repeat(32) })

export function addFigures(a: RowsFigure, b: RowsFigure): RowsFigure {
  const sum = new RowsHash()
  sum.plus(a)
  sum.plus(b)
  return sum.figure
}

/** What was changed from `b` to `a`. Its rows may be fewer than none. */
export function subtractFigure(a: RowsFigure, b: RowsFigure): RowsFigure {
  const sum = new RowsHash()
  sum.plus(a)
  sum.minus(b)
  return sum.figure
}

/** What is a figure of rows; null for anything else. */
export function readFigure(given: unknown): RowsFigure | null {
  if (typeof given !== 'object' || given === null) return null
  const { rows, hash } = given as Partial<RowsFigure>
  return Number.isSafeInteger(rows) && rows! >= 0 && typeof hash === 'string' && /^[0-9a-f]{32}$/.test(hash)
    ? { rows: rows!, hash }
    : null
}
