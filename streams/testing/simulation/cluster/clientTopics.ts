import type { BrokerAddress, ClusterMetadata, TopicMetadata, TopicPartition } from '../../../wire/kafka.ts'
import type { ClientRequests, Operation } from './clientRequests.ts'
import type { PartitionLog } from './partitionLog.ts'
import { refusal } from './refusal.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

/** After these the leader or the id of the topic is another one. */
export const stale: ReadonlySet<string> = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_ID',
  'UNKNOWN_TOPIC_OR_PARTITION',
])

/** What a client knows of the topics: their ids and leaders, as they were when it asked last. */
export class ClientTopics {
  readonly #kafka: SimulatedKafka
  readonly #requests: ClientRequests
  readonly #known = new Map<string, TopicMetadata>()

  constructor(kafka: SimulatedKafka, requests: ClientRequests) {
    this.#kafka = kafka
    this.#requests = requests
  }

  get(name: string): TopicMetadata | undefined {
    return this.#known.get(name)
  }

  forget(names: Iterable<string>): void {
    for (const name of names) this.#known.delete(name)
  }

  async refresh(names: readonly string[], operation: Operation): Promise<ClusterMetadata> {
    const found = await this.#requests.retry(operation, () =>
      this.#requests.askFirst(operation, () =>
        names.flatMap(name => this.#kafka.topics.metadata(name) ?? []),
      ),
    )
    this.forget(names)
    for (const topic of found) this.#known.set(topic.name, topic)
    const brokers: BrokerAddress[] = Array.from({ length: this.#kafka.options.brokers }, (_, id) => ({
      id,
      host: `broker-${id}`,
      port: 9092,
    }))
    return { clusterId: 'simulated', brokers, topics: new Map(found.map(topic => [topic.name, topic])) }
  }

  async know(names: Iterable<string>, operation: Operation): Promise<void> {
    const unknown = [...new Set(names)].filter(name => !this.#known.has(name))
    if (unknown.length > 0) await this.refresh(unknown, operation)
  }

  async leaderOf(topic: string, partition: number, operation: Operation): Promise<number> {
    await this.know([topic], operation)
    const leader = this.#known.get(topic)?.leaders[partition]
    if (leader !== undefined && leader >= 0) return leader
    this.#known.delete(topic)
    if (leader !== undefined) throw refusal('LEADER_NOT_AVAILABLE', `${topic}-${partition}`)
    throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${topic}-${partition}`)
  }

  async byLeader<E extends TopicPartition>(
    entries: readonly E[],
    operation: Operation,
  ): Promise<Map<number, E[]>> {
    await this.know(
      entries.map(({ topic }) => topic),
      operation,
    )
    const leaders = new Map<E, number>()
    for (const entry of entries)
      leaders.set(entry, await this.leaderOf(entry.topic, entry.partition, operation))
    return Map.groupBy(entries, entry => leaders.get(entry)!)
  }

  /** Asks each partition's leader; again for those that did not answer. In the order of the entries. */
  async forEachLeader<E extends TopicPartition, R>(
    name: string,
    lane: string,
    entries: readonly E[],
    ask: (log: PartitionLog, entry: E) => R,
  ): Promise<R[]> {
    const operation = this.#requests.operation(name)
    const answers = new Map<E, R>()
    let left = entries
    const attempt = async () => {
      if (left.length === 0) return
      const byLeader = await this.byLeader(left, operation)
      const asked = Array.from(byLeader, ([leader, group]) =>
        this.#requests.ask(leader, lane, operation, () =>
          group.map(entry => this.#answerOf(leader, entry, ask)),
        ),
      )
      let failure: unknown = null
      for (const result of await Promise.allSettled(asked)) {
        if (result.status === 'rejected') {
          failure ??= result.reason
          continue
        }
        for (const answer of result.value) {
          if ('failure' in answer) failure ??= answer.failure
          else answers.set(answer.entry, answer.result)
        }
      }
      if (failure === null) return
      left = left.filter(entry => !answers.has(entry))
      throw failure
    }
    await this.#requests.retry(operation, attempt, {
      onFailure: () => this.forget(left.map(({ topic }) => topic)),
    })
    return entries.map(entry => answers.get(entry)!)
  }

  #answerOf<E extends TopicPartition, R>(leader: number, entry: E, ask: (log: PartitionLog, entry: E) => R) {
    const topic = this.#kafka.topics.get(entry.topic)
    const log = topic?.logs[entry.partition]
    if (!topic || !log) return { failure: refusal('UNKNOWN_TOPIC_OR_PARTITION', entry.topic) }
    if (topic.leaders[entry.partition] !== leader)
      return { failure: refusal('NOT_LEADER_OR_FOLLOWER', entry.topic) }
    try {
      return { entry, result: ask(log, entry) }
    } catch (failure) {
      return { failure }
    }
  }
}
