import type { Kafka, TopicMetadata } from '../wire/kafka.ts'
import { StreamsError } from './streamsError.ts'

/** What is known of the topics in use: partition counts and ids, asked once. */
export class Topics {
  readonly #kafka: Kafka
  readonly #known = new Map<string, TopicMetadata>()

  constructor(kafka: Kafka) {
    this.#kafka = kafka
  }

  /** Throws TOPIC_MISSING naming every topic that does not exist. */
  async learn(names: readonly string[]): Promise<void> {
    const unknown = names.filter(name => !this.#known.has(name))
    if (unknown.length === 0) return
    const { topics } = await this.#kafka.metadata(unknown)
    const missing = unknown.filter(name => !topics.has(name))
    if (missing.length > 0) {
      throw new StreamsError(
        'TOPIC_MISSING',
        `These topics do not exist: ${missing.join(', ')}. Create them, then start again.`,
      )
    }
    for (const [name, topic] of topics) this.#known.set(name, topic)
  }

  partitionsOf(topic: string): number {
    return this.#get(topic).leaders.length
  }

  idOf(topic: string): string {
    return this.#get(topic).id
  }

  #get(topic: string): TopicMetadata {
    const metadata = this.#known.get(topic)
    if (metadata) return metadata
    throw new StreamsError('TOPIC_MISSING', `Topic ${topic} is written to, but the topology did not name it.`)
  }
}
