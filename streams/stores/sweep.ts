import { timestampOf } from './storedValue.ts'
import type { TaskStore } from './taskStore.ts'

/** Rows that one step looks at. */
const stepRows = 1_000
/** A new round begins when this part of the ttl has passed since the oldest row that the last one left was due. */
const roundsPerTtl = 8

/**
 * Deletes the rows of a store whose time is over, some at a time, round and round. What it deletes are writes like others: the
 * next commit takes them from the database and from the changelog together. Nothing that can be read depends on when it runs.
 */
export class Sweep {
  readonly #store: TaskStore
  /** Where the round stands; undefined at its begin. */
  #after: Uint8Array | undefined
  #oldest = Number.POSITIVE_INFINITY
  /** Stream time at which the next round begins. */
  #nextAt = Number.NEGATIVE_INFINITY

  constructor(store: TaskStore) {
    this.#store = store
  }

  /** Between chunks. Resolves to how many rows it looked at, how many of them it deleted, and whether the round is at its end. */
  async step(): Promise<{ readonly looked: number; readonly deleted: number; readonly isEnd: boolean }> {
    const store = this.#store
    if (store.streamTime < this.#nextAt) return { looked: 0, deleted: 0, isEnd: true }
    const from = this.#after && Buffer.concat([this.#after, Buffer.of(0)])
    const rows = await store.database.range(store.name, store.partition, { from, limit: stepRows })
    const deleted = store.deleteGone(rows)
    for (const { value } of rows) {
      const timestamp = timestampOf(value)
      if (!store.isGone(timestamp)) this.#oldest = Math.min(this.#oldest, timestamp)
    }
    const isEnd = rows.length < stepRows
    if (isEnd) this.#endRound()
    else this.#after = rows.at(-1)!.key
    return { looked: rows.length, deleted, isEnd }
  }

  /** Rows written meanwhile are younger, or late: those wait for the round after the next. */
  #endRound(): void {
    const { streamTime, ttlMs } = this.#store
    this.#nextAt = Math.min(this.#oldest, streamTime) + ttlMs + ttlMs / roundsPerTtl
    this.#after = undefined
    this.#oldest = Number.POSITIVE_INFINITY
  }
}
