import type { RowCache } from './rowCache.ts'

/**
 * The memory that the row caches of all stores share: whoever is hot has it. Two generations over all of them: a row used
 * again is young; when the young ones have half, all caches age at once and the rows that nobody used since the last time go.
 * `trim` alone evicts, and is called between chunks, so nothing vanishes while a record runs.
 */
export class RowMemory {
  readonly #caches = new Set<RowCache>()
  /** Of caches that left. */
  #hits = 0
  #misses = 0
  /** Bytes; may change at any time, the next `trim` heeds it. */
  limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  get bytes(): number {
    let bytes = 0
    for (const cache of this.#caches) bytes += cache.bytes
    return bytes
  }

  /** Of all caches there ever were. */
  get lookups(): { readonly hits: number; readonly misses: number } {
    let hits = this.#hits
    let misses = this.#misses
    for (const cache of this.#caches) {
      hits += cache.hits
      misses += cache.misses
    }
    return { hits, misses }
  }

  join(cache: RowCache): void {
    this.#caches.add(cache)
  }

  leave(cache: RowCache): void {
    if (!this.#caches.delete(cache)) return
    this.#hits += cache.hits
    this.#misses += cache.misses
  }

  trim(): void {
    let young = 0
    for (const cache of this.#caches) young += cache.youngBytes
    if (young * 2 > this.limit) this.#age()
    if (this.bytes > this.limit) this.#age()
  }

  #age(): void {
    for (const cache of this.#caches) cache.age()
  }
}
