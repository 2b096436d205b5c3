import { dropGroup } from '../wire/dropGroup.ts'
import type { Kafka, TopicPartition, TransactionState } from '../wire/kafka.ts'

/**
 * What became of the last transaction of an id, written down before InitProducerId, with which Kafka forgets it: who takes the
 * id over may die before it has seen to the markers that are missing. Kept as the metadata of an offset, in a group of its own.
 */
export class OutcomeNote {
  readonly #kafka: Kafka
  readonly #group: string
  #isThere = false

  constructor(kafka: Kafka, transactionalId: string) {
    this.#kafka = kafka
    this.#group = `${transactionalId}-outcome`
  }

  /** What the coordinator says, or what is written of an epoch before that; null: the id is not known. */
  async outcome(said: TransactionState | null): Promise<TransactionState | null> {
    if (said === null) return null
    const [held] = await this.#kafka.allCommittedOffsets(this.#group)
    this.#isThere = held !== undefined
    const written = held?.metadata ? (JSON.parse(held.metadata) as TransactionState) : null
    const isBefore =
      written?.producerId === said.producerId &&
      (said.state === 'Empty' || said.producerEpoch > written.producerEpoch)
    return isBefore ? written : said
  }

  /** `place`: a partition that exists. */
  async write(
    { state, producerId, producerEpoch }: TransactionState,
    { topic, partition }: TopicPartition,
  ): Promise<void> {
    this.#isThere = true
    const metadata = JSON.stringify({ state, producerId, producerEpoch })
    await this.#kafka.commitOffsets(this.#group, [{ topic, partition, offset: 0, metadata }])
  }

  /** What was read or written here; repeated, as where an answer was lost, it does nothing. */
  async remove(): Promise<void> {
    if (!this.#isThere) return
    await dropGroup(this.#kafka, this.#group)
    this.#isThere = false
  }
}
