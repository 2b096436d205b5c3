import type {
  BrokerAddress,
  ClusterMetadata,
  CommittedOffset,
  FetchedPartition,
  FetchRequest,
  GroupMember,
  Kafka,
  ListedOffset,
  NewTopic,
  OpenTransaction,
  ProduceBatch,
  ProducedBatch,
  Producer,
  StreamsGroupDescription,
  StreamsHeartbeatRequest,
  StreamsHeartbeatResponse,
  TopicMetadata,
  TopicPartition,
  TransactionState,
} from '../../../wire/kafka.ts'
import { KafkaError, KafkaUnreachable } from '../../../wire/kafkaError.ts'
import { type RetryRules, retry } from '../../../wire/retry.ts'
import { ClientNetwork } from './clientNetwork.ts'
import type { PartitionLog } from './partitionLog.ts'
import { refusal } from './refusal.ts'
import { type PositionById, refused, serveFetch } from './serveFetch.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

interface Operation {
  readonly name: string
  readonly deadline: { readonly at: number; readonly left: number }
}

type Rules = Partial<Pick<RetryRules, 'repeatable' | 'retries' | 'onFailure'>>

/** After these the leader or the id of the topic is another one. */
const stale = new Set(['NOT_LEADER_OR_FOLLOWER', 'UNKNOWN_TOPIC_ID', 'UNKNOWN_TOPIC_OR_PARTITION'])

/**
 * A client of the simulated cluster. It knows, asks, forgets and retries as the client in streams/wire does (each method has
 * its counterpart in streams/wire/apis), so that the runtime meets the same answers and the same failures.
 */
export class SimulatedConnection implements Kafka {
  readonly network: ClientNetwork
  readonly clientId: string
  readonly #kafka: SimulatedKafka
  readonly #closing = new AbortController()
  readonly #topics = new Map<string, TopicMetadata>()
  readonly #coordinators = new Set<string>()
  #crashed = false
  #fetches = 0
  #produceTurn: Promise<unknown> = Promise.resolve()

  constructor(kafka: SimulatedKafka, clientId: string) {
    this.#kafka = kafka
    this.clientId = clientId
    this.network = new ClientNetwork({
      simulator: kafka.simulator,
      latencyMs: kafka.options.latencyMs,
      isAway: broker => kafka.isAway(broker),
    })
  }

  /** The process died: nothing that it asked is ever answered; what is on its way may still arrive. */
  crash(): void {
    this.#crashed = true
    this.network.crash()
    this.#kafka.forget(this)
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the connection to Kafka was closed'))
    this.network.close()
    this.#kafka.forget(this)
  }

  metadata(topics: readonly string[]): Promise<ClusterMetadata> {
    return this.#refresh(topics, this.#operation('read metadata'))
  }

  leaderOf(topic: string, partition: number): Promise<number> {
    const operation = this.#operation('find the leader')
    return this.#retry(operation, () => this.#leaderOf(topic, partition, operation))
  }

  async fetch(broker: number, request: FetchRequest): Promise<readonly FetchedPartition[]> {
    if (request.partitions.length === 0) return []
    const operation = this.#operation('fetch', request.maxWaitMs)
    const names = new Set(request.partitions.map(({ topic }) => topic))
    return this.#retry(
      operation,
      async () => {
        await this.#knowTopics(names, operation)
        if (this.#isLedByOthers(broker, request.partitions))
          return request.partitions.map(({ topic, partition }) =>
            refused(topic, partition, 'NOT_LEADER_OR_FOLLOWER'),
          )
        return this.#fetchOnce(broker, request, operation)
      },
      {
        onFailure: error => {
          if (error instanceof KafkaUnreachable) for (const name of names) this.#topics.delete(name)
        },
      },
    )
  }

  async listOffsets(
    partitions: readonly TopicPartition[],
    at: Parameters<Kafka['listOffsets']>[1],
  ): Promise<readonly ListedOffset[]> {
    return this.#forEachLeader('list offsets', 'query', partitions, (log, { topic, partition }) => {
      const offset =
        at === 'earliest'
          ? log.start
          : at === 'latest'
            ? log.end
            : at === 'stable'
              ? log.lastStableOffset
              : log.offsetAt(at.timestamp, log.lastStableOffset)
      return { topic, partition, offset }
    })
  }

  async committedOffsets(
    groupId: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly CommittedOffset[]> {
    if (partitions.length === 0) return []
    return this.#atCoordinator('read committed offsets', 'group', groupId, 'query', () =>
      this.#kafka.groups.committed(groupId, partitions),
    )
  }

  allCommittedOffsets(groupId: string): Promise<readonly CommittedOffset[]> {
    return this.#atCoordinator('read committed offsets', 'group', groupId, 'query', () =>
      this.#kafka.groups.committed(groupId, null),
    )
  }

  async commitOffsets(groupId: string, offsets: readonly CommittedOffset[]): Promise<void> {
    if (offsets.length === 0) return
    await this.#atCoordinator('commit offsets', 'group', groupId, 'query', () =>
      this.#kafka.groups.commit(groupId, offsets),
    )
  }

  async streamsGroupHeartbeat(request: StreamsHeartbeatRequest): Promise<StreamsHeartbeatResponse> {
    const name = 'streams group heartbeat'
    try {
      return await this.#atCoordinator(
        name,
        'group',
        request.groupId,
        'group',
        () => this.#kafka.groups.heartbeat(request),
        { repeatable: false },
      )
    } catch (error) {
      if (error instanceof KafkaError && error.retriable) throw new KafkaUnreachable(name, 'not-sent', error)
      throw error
    }
  }

  async describeStreamsGroup(groupId: string): Promise<StreamsGroupDescription | null> {
    try {
      return await this.#atCoordinator('describe the streams group', 'group', groupId, 'query', () =>
        this.#kafka.groups.describe(groupId),
      )
    } catch (error) {
      if (error instanceof KafkaError && error.kafkaName === 'GROUP_ID_NOT_FOUND') return null
      throw error
    }
  }

  async deleteGroup(groupId: string): Promise<void> {
    await this.#atCoordinator(
      'delete the group',
      'group',
      groupId,
      'query',
      () => this.#kafka.groups.delete(groupId),
      { repeatable: false },
    )
  }

  initProducerId(
    transactionalId: string,
    transactionTimeoutMs: number,
    previous?: Producer,
  ): Promise<Producer> {
    return this.#atTransactions('initialise the producer', transactionalId, () =>
      this.#kafka.transactions.initProducerId(transactionalId, transactionTimeoutMs, previous),
    )
  }

  async addPartitionsToTxn(producer: Producer, partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const asked = partitions.map(({ topic, partition }) => ({ topic, partition }))
    await this.#atTransactions('add partitions to the transaction', producer.transactionalId, () => {
      const { topics, transactions } = this.#kafka
      const unknown = asked.find(partition => topics.log(partition) === undefined)
      if (unknown) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${unknown.topic}-${unknown.partition}`)
      transactions.addPartitions(producer, asked)
    })
  }

  /** In the order of the calls, though finding leaders takes them different times. */
  async produce(
    producer: Producer | null,
    batches: readonly ProduceBatch[],
  ): Promise<readonly ProducedBatch[]> {
    if (batches.length === 0) return []
    const copies = batches.map(batch => ({ ...batch, records: Buffer.from(batch.records) }))
    const operation = this.#operation('produce')
    const forget = () => {
      for (const { topic } of copies) this.#topics.delete(topic)
    }
    const sent = this.#produceTurn.then(async () => {
      const byLeader = await this.#retry(operation, () => this.#openLeaders(copies, operation), {
        onFailure: forget,
      })
      const answers = Array.from(byLeader, ([leader, group]) =>
        this.#ask(leader, 'produce', operation, () =>
          group.map(batch => this.#append(leader, producer, batch)),
        ),
      )
      for (const answer of answers) answer.catch(() => {})
      return { answers }
    })
    this.#produceTurn = sent.catch(() => {})
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
      if (error !== null && stale.has(error)) this.#topics.delete(topic)
    return produced
  }

  async addOffsetsToTxn(producer: Producer, groupId: string): Promise<void> {
    const { groups, transactions } = this.#kafka
    await this.#atTransactions('add offsets to the transaction', producer.transactionalId, () =>
      transactions.addPartitions(producer, [groups.partitionOf(groupId)]),
    )
  }

  async txnOffsetCommit(
    producer: Producer,
    member: GroupMember,
    offsets: readonly CommittedOffset[],
  ): Promise<void> {
    if (offsets.length === 0) return
    await this.#atCoordinator('commit offsets in the transaction', 'group', member.groupId, 'produce', () =>
      this.#kafka.groups.commitInTransaction(producer, member, offsets),
    )
  }

  async endTxn(producer: Producer, commit: boolean): Promise<void> {
    const name = commit ? 'commit the transaction' : 'abort the transaction'
    await this.#atTransactions(name, producer.transactionalId, () =>
      this.#kafka.transactions.end(producer, commit),
    )
  }

  transactionState(transactionalId: string): Promise<TransactionState | null> {
    return this.#atCoordinator('describe the transaction', 'transaction', transactionalId, 'admin', () =>
      this.#kafka.transactions.state(transactionalId),
    )
  }

  async openTransactions(partitions: readonly TopicPartition[]): Promise<readonly OpenTransaction[]> {
    const found = await this.#forEachLeader('describe producers', 'admin', partitions, log =>
      log.openTransactions(),
    )
    return found.flat()
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    await this.#administer('create topics', topics, topic => {
      this.#kafka.topics.create(topic)
    })
    for (const { name } of topics) this.#topics.delete(name)
  }

  async deleteTopics(topics: readonly string[]): Promise<void> {
    await this.#administer('delete topics', topics, topic => this.#kafka.topics.delete(topic))
    for (const topic of topics) this.#topics.delete(topic)
  }

  topicConfigs(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string | null>>> {
    const operation = this.#operation('describe topic configurations')
    return this.#retry(operation, () =>
      this.#askAny('admin', operation, () => {
        const found = topics.flatMap(name => this.#kafka.topics.get(name) ?? [])
        return new Map(found.map(({ name, configs }) => [name, new Map(configs)]))
      }),
    )
  }

  async setGroupConfigs(groupId: string, configs: Readonly<Record<string, string>>): Promise<void> {
    const operation = this.#operation(`set configurations of the group ${groupId}`)
    await this.#retry(operation, () =>
      this.#askAny('admin', operation, () => this.#kafka.groups.setConfigs(groupId, configs)),
    )
  }

  async setTopicConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<void> {
    const operation = this.#operation(`set configurations of the topic ${name}`)
    await this.#retry(operation, () =>
      this.#askAny('admin', operation, () => {
        const topic = this.#kafka.topics.get(name)
        if (!topic) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', name)
        for (const [key, value] of Object.entries(configs)) topic.configs.set(key, value)
      }),
    )
  }

  async deleteRecords(before: readonly CommittedOffset[]): Promise<void> {
    await this.#forEachLeader('delete records', 'admin', before, (log, { offset }) =>
      log.deleteBefore(offset),
    )
  }

  async features(): Promise<ReadonlyMap<string, number>> {
    return new Map([['streams.version', 1]])
  }

  #operation(name: string, extraMs = 0): Operation {
    const { simulator, options } = this.#kafka
    const at = simulator.now + options.requestTimeoutMs + extraMs
    return {
      name,
      deadline: {
        at,
        get left() {
          return Math.max(0, at - simulator.now)
        },
      },
    }
  }

  #retry<T>(operation: Operation, attempt: () => Promise<T>, rules: Rules = {}): Promise<T> {
    return retry(
      {
        operation: operation.name,
        deadline: operation.deadline,
        closing: this.#closing.signal,
        sleep: ms => this.#sleep(ms),
        repeatable: rules.repeatable ?? true,
        retries: rules.retries ?? (error => error.retriable),
        onFailure: rules.onFailure ?? (() => {}),
      },
      attempt,
    )
  }

  /** For ever in a process that died. */
  #sleep(ms: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#kafka.simulator.schedule(ms, () => {
      if (this.#crashed) return
      if (this.network.isClosed) reject(this.#closing.signal.reason)
      else resolve()
    })
    return promise
  }

  #ask<T>(broker: number, lane: string, operation: Operation, perform: () => T | Promise<T>): Promise<T> {
    return this.network.exchange({
      broker,
      lane,
      name: operation.name,
      deadline: operation.deadline.at,
      perform,
    })
  }

  #askAny<T>(lane: string, operation: Operation, perform: () => T): Promise<T> {
    const { options, simulator } = this.#kafka
    const all = Array.from({ length: options.brokers }, (_, broker) => broker)
    const there = all.filter(broker => !this.#kafka.isAway(broker))
    return this.#ask(simulator.random.one(there.length > 0 ? there : all), lane, operation, perform)
  }

  /** A question on the way to the operation itself: without its answer that was certainly not sent. */
  async #askFirst<T>(operation: Operation, perform: () => T): Promise<T> {
    try {
      return await this.#askAny('query', operation, perform)
    } catch (error) {
      if (!(error instanceof KafkaUnreachable) || error.outcome === 'not-sent') throw error
      throw new KafkaUnreachable(operation.name, 'not-sent', error.cause)
    }
  }

  #atTransactions<T>(name: string, transactionalId: string, perform: () => T): Promise<T> {
    return this.#atCoordinator(name, 'transaction', transactionalId, 'produce', perform)
  }

  #atCoordinator<T>(
    name: string,
    type: 'group' | 'transaction',
    key: string,
    lane: string,
    perform: () => T,
    rules: Rules = {},
  ): Promise<T> {
    const operation = this.#operation(name)
    const id = `${type}:${key}`
    const attempt = async () => {
      try {
        if (!this.#coordinators.has(id)) {
          await this.#askFirst(operation, () => {})
          this.#coordinators.add(id)
        }
        return await this.#ask(this.#kafka.coordinatorOf(type, key), lane, operation, () => {
          if (this.#kafka.isUnloaded(type)) throw refusal('NOT_COORDINATOR', key)
          return perform()
        })
      } catch (error) {
        const moved = error instanceof KafkaError && error.kafkaName === 'NOT_COORDINATOR'
        if (moved || error instanceof KafkaUnreachable) this.#coordinators.delete(id)
        throw error
      }
    }
    return this.#retry(operation, attempt, rules)
  }

  async #administer<T>(name: string, entries: readonly T[], perform: (entry: T) => void): Promise<void> {
    if (entries.length === 0) return
    const operation = this.#operation(name)
    const performAll = () => {
      let failure: unknown = null
      for (const entry of entries) {
        try {
          perform(entry)
        } catch (error) {
          failure ??= error
        }
      }
      if (failure !== null) throw failure
    }
    const rules: Rules = { repeatable: false, retries: () => false }
    await this.#retry(operation, () => this.#askAny('admin', operation, performAll), rules)
  }

  async #refresh(names: readonly string[], operation: Operation): Promise<ClusterMetadata> {
    const found = await this.#retry(operation, () =>
      this.#askFirst(operation, () => names.flatMap(name => this.#kafka.topics.metadata(name) ?? [])),
    )
    for (const name of names) this.#topics.delete(name)
    for (const topic of found) this.#topics.set(topic.name, topic)
    const brokers: BrokerAddress[] = Array.from({ length: this.#kafka.options.brokers }, (_, id) => ({
      id,
      host: `broker-${id}`,
      port: 9092,
    }))
    return { clusterId: 'simulated', brokers, topics: new Map(found.map(topic => [topic.name, topic])) }
  }

  async #knowTopics(names: Iterable<string>, operation: Operation): Promise<void> {
    const unknown = [...new Set(names)].filter(name => !this.#topics.has(name))
    if (unknown.length > 0) await this.#refresh(unknown, operation)
  }

  async #leaderOf(topic: string, partition: number, operation: Operation): Promise<number> {
    await this.#knowTopics([topic], operation)
    const leader = this.#topics.get(topic)?.leaders[partition]
    if (leader !== undefined) return leader
    this.#topics.delete(topic)
    throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${topic}-${partition}`)
  }

  async #byLeader<E extends TopicPartition>(
    entries: readonly E[],
    operation: Operation,
  ): Promise<Map<number, E[]>> {
    await this.#knowTopics(
      entries.map(({ topic }) => topic),
      operation,
    )
    const leaders = new Map<E, number>()
    for (const entry of entries)
      leaders.set(entry, await this.#leaderOf(entry.topic, entry.partition, operation))
    return Map.groupBy(entries, entry => leaders.get(entry)!)
  }

  /** By leader, once there is a connection to each. */
  async #openLeaders(batches: readonly ProduceBatch[], operation: Operation) {
    const byLeader = await this.#byLeader(batches, operation)
    for (const leader of byLeader.keys())
      if (this.#kafka.isAway(leader)) await this.#ask(leader, 'produce', operation, () => {})
    return byLeader
  }

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

  async #fetchOnce(
    broker: number,
    request: FetchRequest,
    operation: Operation,
  ): Promise<readonly FetchedPartition[]> {
    const known: PositionById[] = []
    const fetched: FetchedPartition[] = []
    for (const position of request.partitions) {
      const topicId = this.#topics.get(position.topic)?.id
      if (topicId !== undefined) known.push({ ...position, topicId })
      else fetched.push(refused(position.topic, position.partition, 'UNKNOWN_TOPIC_OR_PARTITION'))
    }
    if (known.length === 0) return fetched
    const { simulator, topics } = this.#kafka
    const answer = await this.#ask(broker, `fetch ${this.#fetches++ % 64}`, operation, () =>
      serveFetch(simulator, topics, broker, { ...request, partitions: known }),
    )
    for (const { topic, error } of answer) if (error !== null && stale.has(error)) this.#topics.delete(topic)
    return [...fetched, ...answer]
  }

  #isLedByOthers(broker: number, positions: readonly TopicPartition[]): boolean {
    if (broker < 0 || broker >= this.#kafka.options.brokers) return true
    return positions.every(({ topic, partition }) => {
      const leader = this.#topics.get(topic)?.leaders[partition]
      return leader !== undefined && leader !== broker
    })
  }

  async #forEachLeader<E extends TopicPartition, R>(
    name: string,
    lane: string,
    entries: readonly E[],
    ask: (log: PartitionLog, entry: E) => R,
  ): Promise<R[]> {
    const operation = this.#operation(name)
    const answers = new Map<E, R>()
    let left = entries
    const attempt = async () => {
      if (left.length === 0) return
      const byLeader = await this.#byLeader(left, operation)
      const asked = Array.from(byLeader, ([leader, group]) =>
        this.#ask(leader, lane, operation, () => group.map(entry => this.#answerOf(leader, entry, ask))),
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
    await this.#retry(operation, attempt, {
      onFailure: () => {
        for (const { topic } of left) this.#topics.delete(topic)
      },
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
