import type { Kafka, TopicMetadata } from '../wire/kafka.ts'
import { KafkaError } from '../wire/kafkaError.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'

/** How long a topic may be missing before that is an error, ms. */
const patienceMs = 3_000

/** What is known of the topics in use: partition counts, ids, and how large a batch may be; asked once. */
export class Topics {
  readonly #kafka: Kafka
  readonly #time: Time
  readonly #known = new Map<string, TopicMetadata>()
  readonly #batchBytes = new Map<string, number>()

  constructor(kafka: Kafka, time: Time) {
    this.#kafka = kafka
    this.#time = time
  }

  /** Throws TOPIC_MISSING naming every topic that does not exist, once they have not for `patience` ms. */
  async learn(names: readonly string[], patience = patienceMs): Promise<void> {
    let unknown = names.filter(name => !this.#known.has(name))
    // Topics that the group has just had created may not have reached every broker's metadata.
    for (const deadline = this.#time.now() + patience; unknown.length > 0; ) {
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

  /** Asked anew: what is remembered may be of a topic that was deleted since. */
  async learnAnew(name: string): Promise<void> {
    const { topics } = await this.#kafka.metadata([name])
    const topic = topics.get(name)
    if (topic) this.#known.set(name, topic)
  }

  /** How large batches may be, of topics that are written. Where this client may not ask, the brokers say it when they refuse one. */
  async learnLimits(names: readonly string[]): Promise<void> {
    const unknown = names.filter(name => !this.#batchBytes.has(name))
    if (unknown.length === 0) return
    const configs = await this.#kafka.topicConfigs(unknown).catch(error => {
      if (error instanceof KafkaError && error.kafkaName === 'TOPIC_AUTHORIZATION_FAILED') return null
      throw error
    })
    for (const [name, config] of configs ?? []) {
      const bytes = Number(config.get('max.message.bytes') ?? Number.NaN)
      if (bytes > 0) this.#batchBytes.set(name, bytes)
    }
  }

  /** The largest batch that the topic takes, bytes; Infinity where that is not known. */
  batchBytesOf(topic: string): number {
    return this.#batchBytes.get(topic) ?? Number.POSITIVE_INFINITY
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
