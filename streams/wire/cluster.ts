import { setTimeout } from 'node:timers/promises'
import type { Connection } from '@platformatic/kafka'
import { findCoordinator } from './apis/findCoordinator.ts'
import { requestMetadata } from './apis/metadata.ts'
import type { Send } from './brokerLink.ts'
import { Brokers, type Lane } from './brokers.ts'
import { Deadline } from './deadline.ts'
import type { ClusterMetadata, TopicMetadata, TopicPartition } from './kafka.ts'
import { KafkaError, KafkaUnreachable } from './kafkaError.ts'
import type { CheckedOptions } from './kafkaOptions.ts'
import { kafkaErrorOf } from './protocolError.ts'
import { type RetryRules, retry } from './retry.ts'

export type CoordinatorType = 'group' | 'transaction'

const MOVED = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'])

/** One operation on the cluster: its name for messages and the deadline all its requests share. */
export interface Operation {
  readonly name: string
  readonly deadline: Deadline
}

/**
 * What is known of the cluster: its brokers, who leads which partition, who coordinates what. Everything is learnt when it is
 * first asked for, forgotten when it proves wrong, and asked for again.
 */
export class Cluster {
  readonly brokers: Brokers
  readonly requestTimeoutMs: number
  readonly #closing = new AbortController()
  readonly #topics = new Map<string, TopicMetadata>()
  readonly #coordinators = new Map<string, number>()

  constructor(options: CheckedOptions) {
    this.requestTimeoutMs = options.requestTimeoutMs
    this.brokers = new Brokers(options, this.#closing.signal)
  }

  close(): void {
    this.#closing.abort(new Error('the connection to Kafka was closed'))
  }

  operation(name: string, extraMs = 0): Operation {
    return { name, deadline: new Deadline(this.requestTimeoutMs + extraMs) }
  }

  /** Repeats what is safe to repeat until the operation's deadline. */
  retry<T>(
    operation: Operation,
    attempt: () => Promise<T>,
    rules: Partial<Pick<RetryRules, 'repeatable' | 'retries' | 'onFailure'>> = {},
  ): Promise<T> {
    return retry(
      {
        operation: operation.name,
        deadline: operation.deadline,
        closing: this.#closing.signal,
        sleep: ms => setTimeout(ms, undefined, { signal: this.#closing.signal }),
        repeatable: rules.repeatable ?? true,
        retries: rules.retries ?? (error => error.retriable),
        onFailure: rules.onFailure ?? (() => {}),
      },
      attempt,
    )
  }

  /** Brokers and topics as they are now. Topics that do not exist are absent, and forgotten. */
  async refresh(topics: readonly string[], operation: Operation): Promise<ClusterMetadata> {
    const send = (connection: Connection) => requestMetadata(connection, topics, operation.name)
    const metadata = await this.retry(operation, () => this.#ask(operation, send))
    this.brokers.replace(metadata.brokers)
    for (const topic of topics) this.#topics.delete(topic)
    for (const topic of metadata.topics.values()) this.#topics.set(topic.name, topic)
    return metadata
  }

  /** As last seen, without asking. */
  topic(name: string): TopicMetadata | undefined {
    return this.#topics.get(name)
  }

  /** What is remembered of the topic is asked for again before it is next used. */
  forgetTopic(name: string): void {
    this.#topics.delete(name)
  }

  /** Asks only for topics that are not remembered. */
  async knowTopics(names: Iterable<string>, operation: Operation): Promise<void> {
    const unknown = new Set<string>()
    for (const name of names) if (!this.#topics.has(name)) unknown.add(name)
    if (unknown.size > 0) await this.refresh([...unknown], operation)
  }

  /** Throws the retriable errors of a topic or leader that is not there (yet). */
  async leaderOf(topic: string, partition: number, operation: Operation): Promise<number> {
    await this.knowTopics([topic], operation)
    const leader = this.#topics.get(topic)?.leaders[partition]
    if (leader !== undefined && leader >= 0) return leader
    this.forgetTopic(topic)
    throw kafkaErrorOf(leader === undefined ? 3 : 5, operation.name, `${topic}-${partition}`)
  }

  /** The entries by the leader of their partition, one question to the cluster at most. Throws as `leaderOf` does. */
  async groupByLeader<E extends TopicPartition>(
    entries: readonly E[],
    operation: Operation,
  ): Promise<Map<number, E[]>> {
    await this.knowTopics(new Set(entries.map(entry => entry.topic)), operation)
    const leaders = new Map<E, number>()
    for (const entry of entries)
      leaders.set(entry, await this.leaderOf(entry.topic, entry.partition, operation))
    return Map.groupBy(entries, entry => leaders.get(entry)!)
  }

  /** One attempt at the coordinator of a group or transactional id; a coordinator that moved is forgotten. */
  async requestCoordinator<T>(
    type: CoordinatorType,
    key: string,
    lane: Lane,
    operation: Operation,
    send: Send<T>,
  ): Promise<T> {
    const id = `${type}:${key}`
    try {
      const coordinator = this.#coordinators.get(id) ?? (await this.#findCoordinator(type, key, operation))
      this.#coordinators.set(id, coordinator)
      return await this.brokers.request(coordinator, lane, operation.name, operation.deadline, send)
    } catch (error) {
      if (error instanceof KafkaUnreachable || (error instanceof KafkaError && MOVED.has(error.kafkaName))) {
        this.#coordinators.delete(id)
      }
      throw error
    }
  }

  async #findCoordinator(type: CoordinatorType, key: string, operation: Operation): Promise<number> {
    const send = (connection: Connection) => findCoordinator(connection, type, key)
    const broker = await this.#ask(operation, send)
    this.brokers.learn(broker)
    return broker.id
  }

  /** A question on the way to the operation itself. Without its answer, the operation was certainly not sent. */
  async #ask<T>(operation: Operation, send: Send<T>): Promise<T> {
    try {
      return await this.brokers.requestAny('query', operation.name, operation.deadline, send)
    } catch (error) {
      if (!(error instanceof KafkaUnreachable) || error.outcome === 'not-sent') throw error
      throw new KafkaUnreachable(operation.name, 'not-sent', error.cause)
    }
  }
}
