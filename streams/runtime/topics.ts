import type { Kafka, TopicMetadata } from '../wire/kafka.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'

/** How long a topic may be missing before that is an error, ms. */
const patienceMs = 3_000

/** What is known of the topics in use: partition counts and ids, asked once. */
export class Topics {
  readonly #kafka: Kafka
  readonly #time: Time
  readonly #known = new Map<string, TopicMetadata>()

  constructor(kafka: Kafka, time: Time) {
    this.#kafka = kafka
    this.#time = time
  }

  /** Throws TOPIC_MISSING naming every topic that does not exist. */
  async learn(names: readonly string[]): Promise<void> {
    let unknown = names.filter(name => !this.#known.has(name))
    // Topics that the group has just had created may not have reached every broker's metadata.
    for (const deadline = this.#time.now() + patienceMs; unknown.length > 0; ) {
      const { topics } = await this.#kafka.metadata(unknown)
      for (const [name, topic] of topics) this.#known.set(name, topic)
      unknown = unknown.filter(name => !topics.has(name))
      if (unknown.length === 0) return
      if (this.#time.now() > deadline) {
        throw new StreamsError(
          'TOPIC_MISSING',
          `These topics do not exist: ${unknown.join(', ')}. Create them, then start again.`,
        )
      }
      await this.#time.sleep(100)
    }
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
