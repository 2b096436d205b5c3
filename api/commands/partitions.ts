import { type Kafka, partitionForKey } from 'millrace/wire'
import type { PublishedRecord } from './publisher.ts'
import { PublishRefused } from './publishRefused.ts'

/** Which partition a record belongs to, as Java's clients have it. */
export class Partitions {
  readonly #kafka: Kafka
  readonly #counts = new Map<string, number>()
  #turn = 0

  constructor(kafka: Kafka) {
    this.#kafka = kafka
  }

  /** Asks for the topics that are not known yet. Throws PublishRefused for one that does not exist. */
  async learn(records: readonly PublishedRecord[]): Promise<void> {
    const unknown = [...new Set(records.map(({ topic }) => topic))].filter(topic => !this.#counts.has(topic))
    if (unknown.length === 0) return
    const { topics } = await this.#kafka.metadata(unknown)
    for (const topic of unknown) {
      const metadata = topics.get(topic)
      if (!metadata) throw new PublishRefused(topic, -1, 'UNKNOWN_TOPIC_OR_PARTITION')
      this.#counts.set(topic, metadata.leaders.length)
    }
  }

  /** Of a topic that was learnt. A record without key goes to any partition, by turns. */
  of({ topic, key }: PublishedRecord): number {
    const count = this.#counts.get(topic)!
    return key === null ? this.#turn++ % count : partitionForKey(key, count)
  }
}
