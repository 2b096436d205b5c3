import type { Row } from './row.ts'
import type { RowMemory } from './rowMemory.ts'

/** What a Map entry with its key, row and hash costs beside the value, roughly. */
const overhead = 232
/** A decoded JSON object takes about this many times its text. */
const decoded = 3

/** Committed rows of one store in memory, in two generations. Its bound is the memory it shares with the others. */
export class RowCache {
  readonly #memory: RowMemory
  #young = new Map<string, Row>()
  #old = new Map<string, Row>()
  #youngBytes = 0
  #oldBytes = 0
  /** Rows that processing asked for: found in memory, or read from the database. */
  hits = 0
  misses = 0
  /** Whether nothing was dropped since it was made. */
  isWhole = true

  constructor(memory: RowMemory) {
    this.#memory = memory
    memory.join(this)
  }

  get bytes(): number {
    return this.#youngBytes + this.#oldBytes
  }

  get youngBytes(): number {
    return this.#youngBytes
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
      this.#oldBytes -= rowCost(key, aged)
      this.#young.set(key, aged)
      this.#youngBytes += rowCost(key, aged)
    }
    return aged
  }

  set(key: string, row: Row): void {
    const before = this.get(key)
    if (before !== undefined) this.#youngBytes -= rowCost(key, before)
    this.#young.set(key, row)
    this.#youngBytes += rowCost(key, row)
  }

  /** Drops the rows that were not used since the last time. */
  age(): void {
    if (this.#old.size > 0) this.isWhole = false
    this.#old = this.#young
    this.#oldBytes = this.#youngBytes
    this.#young = new Map()
    this.#youngBytes = 0
  }

  *entries(): IterableIterator<[string, Row]> {
    yield* this.#old
    yield* this.#young
  }

  /** Gives its memory back. */
  close(): void {
    this.#memory.leave(this)
  }
}

/** What a row takes in memory, roughly: its object is larger than its bytes. */
export function rowCost(key: string, row: Row): number {
  return overhead + key.length + row.size * decoded
}
