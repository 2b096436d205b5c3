import type { FetchedPartition } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import type { PartitionQueue } from './partitionQueue.ts'

/** An open transaction ends by itself well before this, ms: at the latest by its timeout, which brokers allow up to 15 minutes of. */
const patienceMs = 60_000

/**
 * Notices input that is there and cannot be read because a transaction before it stays open: a foreign producer that hangs, or
 * markers that a broker lost. Readers wait behind it for ever, so it is said, once a partition, with the way out.
 */
export class HeldPartitions {
  readonly #logger: Logger
  readonly #now: () => number
  readonly #held = new Map<PartitionQueue, { readonly at: number; readonly since: number; told: boolean }>()

  constructor(logger: Logger, now: () => number) {
    this.#logger = logger
    this.#now = now
  }

  look(queue: PartitionQueue, { lastStableOffset, highWatermark }: FetchedPartition): void {
    const known = this.#held.get(queue)
    if (lastStableOffset >= highWatermark || queue.fetchOffset < lastStableOffset) {
      this.#held.delete(queue)
      return
    }
    if (known?.at !== lastStableOffset) {
      this.#held.set(queue, { at: lastStableOffset, since: this.#now(), told: false })
      return
    }
    if (known.told || this.#now() - known.since < patienceMs) return
    known.told = true
    this.#logger.warn(
      {
        topic: queue.topic,
        partition: queue.partition,
        offset: lastStableOffset,
        waiting: highWatermark - lastStableOffset,
        remedy: 'kafka-transactions.sh find-hanging --broker-id <id>, then abort (or wait for the producer)',
      },
      'input waits behind a transaction that stays open',
    )
  }

  forget(queue: PartitionQueue): void {
    this.#held.delete(queue)
  }
}
