import type { FetchedPartition, FetchRequest, TopicPartition } from '../../../wire/kafka.ts'
import { KafkaUnreachable } from '../../../wire/kafkaError.ts'
import type { ClientRequests, Operation } from './clientRequests.ts'
import { type ClientTopics, stale } from './clientTopics.ts'
import { type PositionById, refused, serveFetch } from './serveFetch.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

/** The connections that fetches take turns on, a long poll each. */
const lanes = 64

/** Fetches from one broker, with the ids and leaders that the client knows. */
export class ClientFetch {
  readonly #kafka: SimulatedKafka
  readonly #requests: ClientRequests
  readonly #topics: ClientTopics
  #fetches = 0

  constructor(kafka: SimulatedKafka, requests: ClientRequests, topics: ClientTopics) {
    this.#kafka = kafka
    this.#requests = requests
    this.#topics = topics
  }

  async fetch(broker: number, request: FetchRequest): Promise<readonly FetchedPartition[]> {
    if (request.partitions.length === 0) return []
    const operation = this.#requests.operation('fetch', request.maxWaitMs)
    const names = new Set(request.partitions.map(({ topic }) => topic))
    return this.#requests.retry(
      operation,
      async () => {
        await this.#topics.know(names, operation)
        if (this.#isLedByOthers(broker, request.partitions))
          return request.partitions.map(({ topic, partition }) =>
            refused(topic, partition, 'NOT_LEADER_OR_FOLLOWER'),
          )
        return this.#fetchOnce(broker, request, operation)
      },
      {
        onFailure: error => {
          if (error instanceof KafkaUnreachable) this.#topics.forget(names)
        },
      },
    )
  }

  async #fetchOnce(
    broker: number,
    request: FetchRequest,
    operation: Operation,
  ): Promise<readonly FetchedPartition[]> {
    const known: PositionById[] = []
    const fetched: FetchedPartition[] = []
    for (const position of request.partitions) {
      const topic = this.#topics.get(position.topic)
      if (topic) known.push({ ...position, topicId: position.topicId ?? topic.id })
      else fetched.push(refused(position.topic, position.partition, 'UNKNOWN_TOPIC_OR_PARTITION'))
    }
    if (known.length === 0) return fetched
    const { simulator, topics } = this.#kafka
    const answer = await this.#requests.ask(broker, `fetch ${this.#fetches++ % lanes}`, operation, () =>
      serveFetch(simulator, topics, broker, { ...request, partitions: known }),
    )
    for (const { topic, error } of answer)
      if (error !== null && stale.has(error)) this.#topics.forget([topic])
    return [...fetched, ...answer]
  }

  #isLedByOthers(broker: number, positions: readonly TopicPartition[]): boolean {
    if (broker < 0 || broker >= this.#kafka.options.brokers) return true
    return positions.every(({ topic, partition }) => {
      const leader = this.#topics.get(topic)?.leaders[partition]
      return leader !== undefined && leader !== broker
    })
  }
}
