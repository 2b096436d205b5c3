import type { ProduceBatch, ProducedBatch, Producer } from '../../../wire/kafka.ts'
import { KafkaError, KafkaUnreachable } from '../../../wire/kafkaError.ts'
import type { ClientRequests, Operation } from './clientRequests.ts'
import { type ClientTopics, stale } from './clientTopics.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

/** Sends batches in the order of the calls, though finding leaders takes them different times. */
export class ClientProduce {
  readonly #kafka: SimulatedKafka
  readonly #requests: ClientRequests
  readonly #topics: ClientTopics
  #turn: Promise<unknown> = Promise.resolve()

  constructor(kafka: SimulatedKafka, requests: ClientRequests, topics: ClientTopics) {
    this.#kafka = kafka
    this.#requests = requests
    this.#topics = topics
  }

  async produce(
    producer: Producer | null,
    batches: readonly ProduceBatch[],
  ): Promise<readonly ProducedBatch[]> {
    if (batches.length === 0) return []
    const copies = batches.map(batch => ({ ...batch, records: Buffer.from(batch.records) }))
    const operation = this.#requests.operation('produce')
    const forget = () => this.#topics.forget(copies.map(({ topic }) => topic))
    const sent = this.#turn.then(async () => {
      const byLeader = await this.#requests.retry(operation, () => this.#openLeaders(copies, operation), {
        onFailure: forget,
      })
      const answers = Array.from(byLeader, ([leader, group]) =>
        this.#requests.ask(leader, 'produce', operation, () =>
          group.map(batch => this.#append(leader, producer, batch)),
        ),
      )
      for (const answer of answers) answer.catch(() => {})
      return { answers }
    })
    this.#turn = sent.catch(() => {})
    const settled = await Promise.allSettled((await sent).answers)
    const failed = settled.find(answer => answer.status === 'rejected')
    if (failed) {
      forget()
      const nothingSent = settled.every(
        answer => answer.status === 'rejected' && (answer.reason as KafkaUnreachable).outcome === 'not-sent',
      )
      if (nothingSent || !(failed.reason instanceof KafkaUnreachable)) throw failed.reason
      throw new KafkaUnreachable(operation.name, 'unknown', failed.reason.cause)
    }
    const produced = settled.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    for (const { topic, error } of produced)
      if (error !== null && stale.has(error)) this.#topics.forget([topic])
    return produced
  }

  /** By leader, once there is a connection to each. */
  async #openLeaders(batches: readonly ProduceBatch[], operation: Operation) {
    const byLeader = await this.#topics.byLeader(batches, operation)
    for (const leader of byLeader.keys())
      if (this.#kafka.isAway(leader)) await this.#requests.ask(leader, 'produce', operation, () => {})
    return byLeader
  }

  /** What the broker does with a batch. */
  #append(
    leader: number,
    producer: Producer | null,
    { topic, partition, records }: ProduceBatch,
  ): ProducedBatch {
    const found = this.#kafka.topics.get(topic)
    const log = found?.logs[partition]
    const failed = (error: string) => ({ topic, partition, error, baseOffset: -1 })
    if (!found || !log) return failed('UNKNOWN_TOPIC_OR_PARTITION')
    if (found.leaders[partition] !== leader) return failed('NOT_LEADER_OR_FOLLOWER')
    if (records.length > Number(found.configs.get('max.message.bytes'))) return failed('MESSAGE_TOO_LARGE')
    try {
      return log.append(records, (producerId, epoch) =>
        this.#kafka.transactions.verify(producer?.transactionalId ?? '', producerId, epoch, {
          topic,
          partition,
        }),
      )
    } catch (error) {
      if (error instanceof KafkaError) return failed(error.kafkaName)
      throw error
    }
  }
}
