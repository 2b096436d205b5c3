import type {
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
  TopicPartition,
  TransactionState,
} from '../../../wire/kafka.ts'
import { KafkaError, KafkaUnreachable } from '../../../wire/kafkaError.ts'
import { ClientFetch } from './clientFetch.ts'
import type { ClientNetwork } from './clientNetwork.ts'
import { ClientProduce } from './clientProduce.ts'
import { ClientRequests } from './clientRequests.ts'
import { ClientTopics } from './clientTopics.ts'
import { refusal } from './refusal.ts'
import type { SimulatedKafka } from './simulatedKafka.ts'

/**
 * A client of the simulated cluster. It knows, asks, forgets and retries as the client in streams/wire does (each method has
 * its counterpart in streams/wire/apis), so that the runtime meets the same answers and the same failures.
 */
export class SimulatedConnection implements Kafka {
  readonly clientId: string
  readonly #kafka: SimulatedKafka
  readonly #requests: ClientRequests
  readonly #topics: ClientTopics
  readonly #fetch: ClientFetch
  readonly #produce: ClientProduce

  constructor(kafka: SimulatedKafka, clientId: string) {
    this.#kafka = kafka
    this.clientId = clientId
    this.#requests = new ClientRequests(kafka)
    this.#topics = new ClientTopics(kafka, this.#requests)
    this.#fetch = new ClientFetch(kafka, this.#requests, this.#topics)
    this.#produce = new ClientProduce(kafka, this.#requests, this.#topics)
  }

  get network(): ClientNetwork {
    return this.#requests.network
  }

  /** The process died: nothing that it asked is ever answered; what is on its way may still arrive. */
  crash(): void {
    this.#requests.crash()
    this.#kafka.forget(this)
  }

  async close(): Promise<void> {
    this.#requests.close()
    this.#kafka.forget(this)
  }

  metadata(topics: readonly string[]): Promise<ClusterMetadata> {
    return this.#topics.refresh(topics, this.#requests.operation('read metadata'))
  }

  leaderOf(topic: string, partition: number): Promise<number> {
    const operation = this.#requests.operation('find the leader')
    return this.#requests.retry(operation, () => this.#topics.leaderOf(topic, partition, operation))
  }

  fetch(broker: number, request: FetchRequest): Promise<readonly FetchedPartition[]> {
    return this.#fetch.fetch(broker, request)
  }

  async listOffsets(
    partitions: readonly TopicPartition[],
    at: Parameters<Kafka['listOffsets']>[1],
  ): Promise<readonly ListedOffset[]> {
    return this.#topics.forEachLeader('list offsets', 'query', partitions, (log, { topic, partition }) => {
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
    return this.#atGroup('read committed offsets', groupId, () =>
      this.#kafka.groups.committed(groupId, partitions),
    )
  }

  allCommittedOffsets(groupId: string): Promise<readonly CommittedOffset[]> {
    return this.#atGroup('read committed offsets', groupId, () => this.#kafka.groups.committed(groupId, null))
  }

  async commitOffsets(groupId: string, offsets: readonly CommittedOffset[]): Promise<void> {
    if (offsets.length === 0) return
    await this.#atGroup('commit offsets', groupId, () => this.#kafka.groups.commit(groupId, offsets))
  }

  async streamsGroupHeartbeat(request: StreamsHeartbeatRequest): Promise<StreamsHeartbeatResponse> {
    const name = 'streams group heartbeat'
    try {
      return await this.#requests.atCoordinator(
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
      return await this.#atGroup('describe the streams group', groupId, () =>
        this.#kafka.groups.describe(groupId),
      )
    } catch (error) {
      if (error instanceof KafkaError && error.kafkaName === 'GROUP_ID_NOT_FOUND') return null
      throw error
    }
  }

  async deleteGroup(groupId: string): Promise<void> {
    await this.#requests.atCoordinator(
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
    return this.#requests.atTransactions('initialise the producer', transactionalId, () =>
      this.#kafka.transactions.initProducerId(transactionalId, transactionTimeoutMs, previous),
    )
  }

  async addPartitionsToTxn(producer: Producer, partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const asked = partitions.map(({ topic, partition }) => ({ topic, partition }))
    await this.#requests.atTransactions('add partitions to the transaction', producer.transactionalId, () => {
      const { topics, transactions } = this.#kafka
      const unknown = asked.find(partition => topics.log(partition) === undefined)
      if (unknown) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${unknown.topic}-${unknown.partition}`)
      transactions.addPartitions(producer, asked)
    })
  }

  produce(producer: Producer | null, batches: readonly ProduceBatch[]): Promise<readonly ProducedBatch[]> {
    return this.#produce.produce(producer, batches)
  }

  async addOffsetsToTxn(producer: Producer, groupId: string): Promise<void> {
    const { groups, transactions } = this.#kafka
    await this.#requests.atTransactions('add offsets to the transaction', producer.transactionalId, () =>
      transactions.addPartitions(producer, [groups.partitionOf(groupId)]),
    )
  }

  async txnOffsetCommit(
    producer: Producer,
    member: GroupMember,
    offsets: readonly CommittedOffset[],
  ): Promise<void> {
    if (offsets.length === 0) return
    const name = 'commit offsets in the transaction'
    await this.#requests.atCoordinator(name, 'group', member.groupId, 'produce', () =>
      this.#kafka.groups.commitInTransaction(producer, member, offsets),
    )
  }

  async endTxn(producer: Producer, commit: boolean): Promise<void> {
    const name = commit ? 'commit the transaction' : 'abort the transaction'
    await this.#requests.atTransactions(name, producer.transactionalId, () =>
      this.#kafka.transactions.end(producer, commit),
    )
  }

  transactionState(transactionalId: string): Promise<TransactionState | null> {
    const name = 'describe the transaction'
    return this.#requests.atCoordinator(name, 'transaction', transactionalId, 'admin', () =>
      this.#kafka.transactions.state(transactionalId),
    )
  }

  transactionalIds(producerIds: readonly number[]): Promise<readonly string[]> {
    return this.#requests.administer('list transactions', () => this.#kafka.transactions.idsOf(producerIds))
  }

  async openTransactions(partitions: readonly TopicPartition[]): Promise<readonly OpenTransaction[]> {
    const found = await this.#topics.forEachLeader('describe producers', 'admin', partitions, log =>
      log.openTransactions(),
    )
    return found.flat()
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    await this.#requests.administerEach('create topics', topics, topic => {
      this.#kafka.topics.create(topic)
    })
    this.#topics.forget(topics.map(({ name }) => name))
  }

  async deleteTopics(topics: readonly string[]): Promise<void> {
    await this.#requests.administerEach('delete topics', topics, topic => this.#kafka.topics.delete(topic))
    this.#topics.forget(topics)
  }

  async deleteTopicIds(ids: readonly string[]): Promise<void> {
    const { topics } = this.#kafka
    await this.#requests.administer('delete topics', () => {
      for (const name of topics.names) if (ids.includes(topics.get(name)!.id)) topics.delete(name)
    })
  }

  async topicBytes(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, number>> {
    const sizes = await this.#topics.forEachLeader(
      'describe log sizes',
      'admin',
      partitions,
      log => log.bytes,
    )
    const total = new Map<string, number>()
    for (const [i, { topic }] of partitions.entries()) total.set(topic, (total.get(topic) ?? 0) + sizes[i]!)
    return total
  }

  topicConfigs(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string | null>>> {
    return this.#requests.administer('describe topic configurations', () => {
      const found = topics.flatMap(name => this.#kafka.topics.get(name) ?? [])
      return new Map(found.map(({ name, configs }) => [name, new Map(configs)]))
    })
  }

  setGroupConfigs(groupId: string, configs: Readonly<Record<string, string>>): Promise<void> {
    return this.#requests.administer(`set configurations of the group ${groupId}`, () =>
      this.#kafka.groups.setConfigs(groupId, configs),
    )
  }

  setTopicConfigs(name: string, configs: Readonly<Record<string, string>>): Promise<void> {
    return this.#requests.administer(`set configurations of the topic ${name}`, () => {
      const topic = this.#kafka.topics.get(name)
      if (!topic) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', name)
      for (const [key, value] of Object.entries(configs)) topic.configs.set(key, value)
    })
  }

  async deleteRecords(before: readonly CommittedOffset[]): Promise<void> {
    await this.#topics.forEachLeader('delete records', 'admin', before, (log, { offset }) =>
      log.deleteBefore(offset),
    )
  }

  async features(): Promise<ReadonlyMap<string, number>> {
    return new Map([['streams.version', 1]])
  }

  #atGroup<T>(name: string, groupId: string, perform: () => T): Promise<T> {
    return this.#requests.atCoordinator(name, 'group', groupId, 'query', perform)
  }
}
