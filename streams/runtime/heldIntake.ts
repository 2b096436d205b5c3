import type { PartitionQueue } from './partitionQueue.ts'

export interface HeldIntakeOptions {
  readonly catchUp: (signal: AbortSignal) => Promise<void>
  /** More may be taken. */
  readonly admitted: () => void
  readonly failed: (error: Error) => void
}

/**
 * Repartition topics while a cut holds. A record may come from an instance that goes on already, as this one was told as well, but
 * has not heard: it must not become an output of the role before. So records wait until all is known that was told when they came.
 */
export class HeldIntake {
  readonly #options: HeldIntakeOptions
  readonly #closing = new AbortController()
  #isUnderWay = false

  constructor(options: HeldIntakeOptions) {
    this.#options = options
  }

  /** Each turn. `queues`: those of repartition topics, which have limits while a cut holds. */
  turn(queues: readonly PartitionQueue[]): void {
    if (this.#isUnderWay) return
    const came = queues
      .filter(queue => queue.fetchOffset > queue.limit)
      .map(queue => ({ queue, end: queue.fetchOffset }))
    if (came.length === 0) return
    const { catchUp, admitted, failed } = this.#options
    this.#isUnderWay = true
    catchUp(this.#closing.signal)
      .then(() => {
        if (this.#closing.signal.aborted) return
        for (const { queue, end } of came) queue.limit = Math.max(queue.limit, end)
      }, failed)
      .finally(() => {
        this.#isUnderWay = false
        admitted()
      })
  }

  close(): void {
    this.#closing.abort()
  }
}
