import type { CommittedOffset, Kafka, OpenTransaction, TopicPartition } from '../wire/kafka.ts'
import { fateOf, type RecordPlace } from './fateOf.ts'
import type { Logger } from './logger.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'
import type { Time } from './time.ts'
import { waitsForTransaction } from './wireTrouble.ts'

const askAgainMs = 200
const tellEveryMs = 10_000
/** An older answer that stays for so long is what Kafka holds to be true. */
const patienceMs = 1_000

interface Confirmed {
  readonly offset: CommittedOffset
  /** The last record in each partition that its transaction wrote; null: another process committed it. */
  readonly written: readonly RecordPlace[] | null
}

/**
 * The application's committed offsets, never older than what this process knows to be committed, unless that commit is lost as a
 * whole: Kafka can confirm one and abort it all the same (docs/exactly-once.md). Going on from older offsets while the
 * results of the later ones stand would double them.
 */
export class CommittedInput {
  readonly #kafka: Kafka
  readonly #groupId: string
  readonly #logger: Logger
  readonly #time: Time
  readonly #endLeftBehind: () => Promise<boolean>
  /** By partition; as of the last commit or answer. */
  readonly #known = new Map<string, Confirmed>()
  /** By output partition: the last record of a commit that Kafka confirmed to this process. */
  readonly #lastWritten = new Map<string, number>()

  constructor(options: {
    readonly kafka: Kafka
    readonly groupId: string
    readonly logger: Logger
    readonly time: Time
    /** Whether a transaction that holds offsets for ever was ended (endLeftBehind.ts). */
    readonly endLeftBehind: () => Promise<boolean>
  }) {
    this.#kafka = options.kafka
    this.#groupId = options.groupId
    this.#logger = options.logger
    this.#time = options.time
    this.#endLeftBehind = options.endLeftBehind
  }

  /** Kafka has said that these are committed, with the transaction that wrote these last. */
  learn(offsets: readonly CommittedOffset[], written: readonly RecordPlace[] | null = null): void {
    for (const offset of offsets) this.#known.set(keyOf(offset), { offset, written })
    for (const place of written ?? []) this.#lastWritten.set(keyOf(place), place.offset)
  }

  /** Whether records of this transaction, open where it should not be, were confirmed to this process. */
  hasConfirmed(open: OpenTransaction): boolean {
    return (this.#lastWritten.get(keyOf(open)) ?? -1) >= open.firstOffset
  }

  /** Whether Kafka holds all that it has confirmed to this process; null: it has confirmed nothing. */
  async isWhole(): Promise<boolean | null> {
    if (this.#known.size === 0) return null
    const partitions = [...this.#known.values()].map(({ offset }) => offset)
    const committed = await this.#committed(partitions)
    return partitions.every(partition => this.#wentBack(partition, committed).length === 0)
  }

  /** Absent: never committed. Asks until nothing is older than what is known, or known to be lost, or until it is aborted. */
  async read(
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<readonly CommittedOffset[]> {
    const began = this.#time.elapsed()
    for (let told = Number.NEGATIVE_INFINITY; ; ) {
      const committed = await this.#committed(partitions)
      signal.throwIfAborted()
      const back = partitions.flatMap(partition => this.#wentBack(partition, committed))
      if (back.length > 0 && this.#time.elapsed() - began >= patienceMs && (await this.#isLost(back))) {
        this.#logger.error(
          { back },
          'Kafka lost a commit that it had confirmed: its results are aborted, and that work is done again',
        )
        for (const partition of back) this.#known.delete(keyOf(partition))
      } else if (back.length > 0) {
        if (this.#time.elapsed() - told >= tellEveryMs) {
          told = this.#time.elapsed()
          this.#logger.warn(
            { back },
            'Kafka answers older offsets than it has committed; asking again. If this does not end, it has lost them: stop all ' +
              'instances, set the offsets to those committed (kafka-consumer-groups --reset-offsets), and start again',
          )
        }
        await this.#time.sleep(askAgainMs)
        signal.throwIfAborted()
        continue
      }
      this.learn(committed)
      return committed
    }
  }

  async #committed(partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]> {
    for (;;) {
      try {
        return await this.#kafka.committedOffsets(this.#groupId, partitions)
      } catch (error) {
        if (!waitsForTransaction(error) || !(await this.#endLeftBehind())) throw error
      }
    }
  }

  /** Whether nothing that was written with these offsets can be read. */
  async #isLost(partitions: readonly TopicPartition[]): Promise<boolean> {
    for (const partition of partitions) {
      const { written } = this.#known.get(keyOf(partition))!
      if (written === null) return false
      for (const place of written) {
        const fate = await fateOf(place, { kafka: this.#kafka, time: this.#time })
        if (fate !== 'aborted' && fate !== 'open') return false
      }
    }
    return true
  }

  #wentBack(partition: TopicPartition, committed: readonly CommittedOffset[]) {
    const known = this.#known.get(keyOf(partition))?.offset
    if (!known) return []
    const now = committed.find(each => keyOf(each) === keyOf(partition))
    // A topic of the same name that was made anew begins at zero.
    if (now && topicIdOf(now) !== topicIdOf(known)) return []
    if (now && now.offset >= known.offset) return []
    const { topic, partition: number } = partition
    return [{ topic, partition: number, committed: known.offset, answered: now?.offset ?? null }]
  }
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`

const topicIdOf = ({ metadata }: CommittedOffset) => decodeOffsetMetadata(metadata).topicId
