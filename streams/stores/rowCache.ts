import type { Row } from './row.ts'

/** What a Map entry with its key and row costs beside the value, roughly. */
const overhead = 160
/** A decoded JSON object takes about this many times its text. */
const decoded = 3

/**
 * Committed rows in memory, bounded in bytes. Two generations instead of a list: a row used again moves to the young one;
 * when that has half the budget, the old one is dropped. `trim` alone evicts, so nothing vanishes while a chunk runs.
 */
export class RowCache {
  #young = new Map<string, Row>()
  #old = new Map<string, Row>()
  #youngBytes = 0
  #oldBytes = 0
  limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get bytes(): number {
    return this.#youngBytes + this.#oldBytes
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: string): Row | undefined {
    const row = this.#young.get(key)
    if (row !== undefined || this.#old.size === 0) return row
    const aged = this.#old.get(key)
    if (aged !== undefined) {
      this.#old.delete(key)
      this.#oldBytes -= cost(key, aged)
      this.#young.set(key, aged)
      this.#youngBytes += cost(key, aged)
    }
    return aged
  }

  set(key: string, row: Row): void {
    const before = this.get(key)
    if (before !== undefined) this.#youngBytes -= cost(key, before)
    this.#young.set(key, row)
    this.#youngBytes += cost(key, row)
  }

  /** Drops the old generation when the young one is full. Returns whether rows were dropped. */
  trim(): boolean {
    if (this.#youngBytes * 2 <= this.limit) return false
    const dropped = this.#old.size > 0
    this.#old = this.#young
    this.#oldBytes = this.#youngBytes
    this.#young = new Map()
    this.#youngBytes = 0
    return dropped
  }

  *entries(): IterableIterator<[string, Row]> {
    yield* this.#old
    yield* this.#young
  }
}

function cost(key: string, row: Row): number {
  return overhead + key.length + row.size * decoded
}
