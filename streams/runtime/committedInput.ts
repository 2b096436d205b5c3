import type { CommittedOffset, Kafka, TopicPartition } from '../wire/kafka.ts'
import type { Logger } from './logger.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'
import type { Time } from './time.ts'

const askAgainMs = 200
const tellEveryMs = 10_000

/**
 * The application's committed offsets, never older than what this process knows to be committed: going on from older ones, as a
 * coordinator that lost some would tell them (docs/exactly-once.md), would process records twice.
 */
export class CommittedInput {
  readonly #kafka: Kafka
  readonly #groupId: string
  readonly #logger: Logger
  readonly #time: Time
  /** By partition; as of the last commit or answer. */
  readonly #known = new Map<string, CommittedOffset>()

  constructor(options: {
    readonly kafka: Kafka
    readonly groupId: string
    readonly logger: Logger
    readonly time: Time
  }) {
    this.#kafka = options.kafka
    this.#groupId = options.groupId
    this.#logger = options.logger
    this.#time = options.time
  }

  /** Kafka has said that these are committed. */
  learn(offsets: readonly CommittedOffset[]): void {
    for (const offset of offsets) this.#known.set(keyOf(offset), offset)
  }

  /** Absent: never committed. Asks until nothing is older than what is known, or until it is aborted. */
  async read(
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<readonly CommittedOffset[]> {
    for (let told = Number.NEGATIVE_INFINITY; ; ) {
      const committed = await this.#kafka.committedOffsets(this.#groupId, partitions)
      const back = partitions.flatMap(partition => this.#wentBack(partition, committed))
      if (back.length === 0) {
        this.learn(committed)
        return committed
      }
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
    }
  }

  #wentBack(partition: TopicPartition, committed: readonly CommittedOffset[]) {
    const known = this.#known.get(keyOf(partition))
    if (!known) return []
    const now = committed.find(each => keyOf(each) === keyOf(partition))
    // A topic of the same name that was made anew begins at zero.
    if (now && topicIdOf(now) !== topicIdOf(known)) return []
    if (now && now.offset >= known.offset) return []
    return [{ ...partition, committed: known.offset, answered: now?.offset ?? null }]
  }
}

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`

const topicIdOf = ({ metadata }: CommittedOffset) => decodeOffsetMetadata(metadata).topicId
