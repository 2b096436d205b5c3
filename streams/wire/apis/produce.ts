import { createAPI, Writer } from '@platformatic/kafka'
import type { BrokerLink } from '../brokerLink.ts'
import type { Cluster, Operation } from '../cluster.ts'
import type { ProduceBatch, ProducedBatch, Producer } from '../kafka.ts'
import { KafkaUnreachable } from '../kafkaError.ts'
import { errorName } from '../protocolError.ts'

const ALL_IN_SYNC = -1
/** After these the leader is another one. */
const STALE = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
])

type Topics = ReadonlyMap<string, readonly ProduceBatch[]>

/** Produce 11, by hand: the batches go out as they are. */
const produce11 = createAPI<[string | null, number, Topics], ProducedBatch[]>(
  0,
  11,
  (transactionalId: string | null, timeoutMs: number, topics: Topics) =>
    Writer.create()
      .appendString(transactionalId)
      .appendInt16(ALL_IN_SYNC)
      .appendInt32(timeoutMs)
      .appendArray([...topics], (w, [topic, batches]) => {
        w.appendString(topic).appendArray([...batches], (w, batch) => {
          w.appendInt32(batch.partition).appendBytes(batch.records)
        })
      })
      .appendTaggedFields(),
  (_correlationId, _key, _version, reader) =>
    reader
      .readArray(r => {
        const topic = r.readString()
        return r.readArray(r => {
          const partition = r.readInt32()
          const error = errorName(r.readInt16())
          const baseOffset = Number(r.readInt64())
          r.readInt64() // log append time
          r.readInt64() // log start offset
          r.readArray(r => {
            r.readInt32()
            r.readNullableString()
          })
          r.readNullableString() // error message
          return { topic, partition, error, baseOffset }
        })
      })
      .flat(),
)

/** Sends batches in the order of the calls, though finding leaders and connections may take them different times. */
export class ProduceQueue {
  readonly #cluster: Cluster
  #turn: Promise<unknown> = Promise.resolve()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async produce(
    producer: Producer | null,
    batches: readonly ProduceBatch[],
  ): Promise<readonly ProducedBatch[]> {
    if (batches.length === 0) return []
    const operation = this.#cluster.operation('produce')
    const routed = this.#turn.then(() => this.#start(producer, batches, operation))
    this.#turn = routed.catch(() => {})
    const { answers } = await routed
    const produced = await this.#allOf(answers, operation).catch(error => {
      for (const { topic } of batches) this.#cluster.forgetTopic(topic)
      throw error
    })
    for (const { topic, error } of produced) {
      if (error !== null && STALE.has(error)) this.#cluster.forgetTopic(topic)
    }
    return produced
  }

  /** All are awaited before one may fail: nothing of this call is under way any more when it throws. */
  async #allOf(answers: readonly Promise<ProducedBatch[]>[], operation: Operation): Promise<ProducedBatch[]> {
    const settled = await Promise.allSettled(answers)
    const failed = settled.find(answer => answer.status === 'rejected')
    if (!failed) return settled.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []))
    const { reason } = failed
    const nothingSent = settled.every(
      answer =>
        answer.status === 'rejected' &&
        answer.reason instanceof KafkaUnreachable &&
        answer.reason.outcome === 'not-sent',
    )
    if (nothingSent || !(reason instanceof KafkaUnreachable)) throw reason
    throw new KafkaUnreachable(operation.name, 'unknown', reason.cause)
  }

  /** Resolves once everything is handed to the connections, one request a leader; the answers are in the result. */
  async #start(producer: Producer | null, batches: readonly ProduceBatch[], operation: Operation) {
    const routes = await this.#cluster.retry(operation, () => this.#connect(batches, operation), {
      onFailure: () => {
        for (const { topic } of batches) this.#cluster.forgetTopic(topic)
      },
    })
    const timeoutMs = Math.ceil(operation.deadline.left)
    const answers = routes.map(({ link, batches }) => {
      const topics = Map.groupBy(batches, batch => batch.topic)
      const transactionalId = producer?.transactionalId ?? null
      return link.request(operation.name, operation.deadline, connection =>
        produce11.async(connection, transactionalId, timeoutMs, topics),
      )
    })
    // Whoever awaits them comes a little later, and a failure in between must not count as unhandled.
    for (const answer of answers) answer.catch(() => {})
    return { answers }
  }

  /** An open connection to the leader of every batch. */
  async #connect(batches: readonly ProduceBatch[], operation: Operation) {
    const byLeader = await this.#cluster.groupByLeader(batches, operation)
    const routes: { link: BrokerLink; batches: ProduceBatch[] }[] = []
    for (const [leader, group] of byLeader) {
      const link = this.#cluster.brokers.link(leader, 'produce', operation.name)
      await link.open(operation.name, operation.deadline)
      routes.push({ link, batches: group })
    }
    return routes
  }
}
