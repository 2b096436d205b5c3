import type { Kafka, TopicPartition } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { offsetsTopic } from './takeOverId.ts'
import type { Time } from './time.ts'
import type { Transaction } from './transaction.ts'

const everyMs = 10_000
/** Markers come within moments: what is open at two looks in a row is not waiting for one. */
const secondLookMs = 1_000

export interface MarkerWatchOptions {
  readonly kafka: Kafka
  readonly transaction: Transaction
  readonly time: Time
  /** Partitions whose readers wait for a marker that will not come. */
  readonly lost: (places: readonly string[]) => void
}

/**
 * Looks for transactions of ours that have ended, and are open in some partition all the same (see `takeOverId`). Nothing else
 * would tell: the commit was confirmed, and whoever waits behind it may be somebody else.
 */
export class MarkerWatch {
  readonly #options: MarkerWatchOptions
  #cancel: () => void = () => {}
  #seen: ReadonlySet<string> = new Set()
  #isClosed = false
  #isLooking = false

  constructor(options: MarkerWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#lookIn(everyMs)
  }

  /** A broker did not answer: it may have stopped. */
  hasten(): void {
    if (!this.#isLooking) this.#lookIn(secondLookMs)
  }

  #lookIn(ms: number): void {
    this.#cancel()
    if (this.#isClosed) return
    this.#cancel = this.#options.time.after(ms, () => {
      this.#isLooking = true
      this.#look().then(
        () => this.#looked(this.#seen.size > 0 ? secondLookMs : everyMs),
        // Kafka is away.
        () => this.#looked(secondLookMs),
      )
    })
  }

  #looked(next: number): void {
    this.#isLooking = false
    this.#lookIn(next)
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
  }

  async #look(): Promise<void> {
    const { kafka, transaction, lost } = this.#options
    const { producer, sealed, isEmpty } = transaction
    const outputs = transaction.settled()
    const offsets = isEmpty && sealed > 0 ? await this.#offsetsPartitions() : []
    const open = await kafka.openTransactions([...outputs, ...offsets])
    if (this.#isClosed || transaction.producer !== producer) return
    const settled = new Set(transaction.settled().map(placeOf))
    const isIdle = transaction.isEmpty && transaction.sealed === sealed
    const left = open
      .filter(
        each => each.producerId === producer.producerId && each.producerEpoch === producer.producerEpoch,
      )
      .filter(each => (each.topic === offsetsTopic ? isIdle : settled.has(placeOf(each))))
      .map(each => ({ place: placeOf(each), since: `${placeOf(each)} ${each.firstOffset}` }))
    const stays = left.filter(({ since }) => this.#seen.has(since))
    this.#seen = new Set(left.map(({ since }) => since))
    if (stays.length > 0) lost(stays.map(({ place }) => place))
  }

  async #offsetsPartitions(): Promise<readonly TopicPartition[]> {
    const { topics } = await this.#options.kafka.metadata([offsetsTopic])
    return partitionsOf(topics.get(offsetsTopic))
  }
}

const placeOf = ({ topic, partition }: TopicPartition) => `${topic}[${partition}]`
