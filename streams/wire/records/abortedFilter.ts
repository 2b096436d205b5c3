import type { AbortedTransaction } from '../kafka.ts'

/**
 * Tells which batches of one fetch belong to aborted transactions.
 *
 * The broker lists where each aborted transaction begins, not where it ends: it ends at its ABORT marker, which may be in this
 * fetch or in a later one. A producer that aborts twice is listed twice. Ask about batches in the order of their offsets.
 */
export class AbortedFilter {
  readonly #pending: readonly AbortedTransaction[]
  readonly #open = new Set<number>()
  #begun = 0

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#pending = aborted.length > 1 ? aborted.toSorted((a, b) => a.firstOffset - b.firstOffset) : aborted
  }

  /** To be told of each batch that has a producer id, before the other two are asked about it. */
  reach(lastOffset: number): void {
    while (this.#begun < this.#pending.length && this.#pending[this.#begun]!.firstOffset <= lastOffset) {
      this.#open.add(this.#pending[this.#begun++]!.producerId)
    }
  }

  /** An ABORT marker of this producer. */
  end(producerId: number): void {
    this.#open.delete(producerId)
  }

  isAborted(producerId: number): boolean {
    return this.#open.has(producerId)
  }
}
