import type { FetchedPartition, NewTopic, TopicPartition } from '../../../wire/kafka.ts'
import type { Simulator } from '../simulator.ts'
import { type ClusterOptions, defaultClusterOptions } from './clusterOptions.ts'
import { compactLog } from './compactLog.ts'
import { GroupCoordinator } from './groupCoordinator.ts'
import { refusal } from './refusal.ts'
import { committedFrom } from './serveFetch.ts'
import { SimulatedConnection } from './simulatedConnection.ts'
import { offsetsTopic, Topics } from './topics.ts'
import { TransactionCoordinator } from './transactionCoordinator.ts'

export type SimulatedKafkaOptions = Partial<ClusterOptions>

/**
 * A Kafka cluster on virtual time, for the real runtime to run over: logs, transactions of version 1, streams groups. Every
 * order and delay is drawn from the simulator. Its methods act at once, past the network: they are for tests and faults;
 * clients {@link connect}.
 */
export class SimulatedKafka {
  readonly simulator: Simulator
  readonly options: ClusterOptions
  readonly topics: Topics
  readonly transactions: TransactionCoordinator
  readonly groups: GroupCoordinator
  readonly #connections = new Set<SimulatedConnection>()
  readonly #awayUntil: number[]
  readonly #unloadedUntil = { group: 0, transaction: 0 }

  constructor(simulator: Simulator, options: SimulatedKafkaOptions = {}) {
    this.simulator = simulator
    this.options = { ...defaultClusterOptions, ...options }
    this.#awayUntil = Array.from({ length: this.options.brokers }, () => 0)
    this.topics = new Topics(simulator, this.options)
    this.transactions = new TransactionCoordinator(simulator, this.options, (partition, end, id, epoch) =>
      this.#writeMarker(partition, end, id, epoch),
    )
    this.groups = new GroupCoordinator(
      {
        simulator,
        options: this.options,
        topics: this.topics,
        createTopics: topics => this.#createLater(topics),
      },
      (id, producerId, epoch, partition) => this.transactions.verify(id, producerId, epoch, partition),
    )
  }

  /** A client's connections. */
  connect(clientId: string): SimulatedConnection {
    const connection = new SimulatedConnection(this, clientId)
    this.#connections.add(connection)
    return connection
  }

  /** Forgets a client that is closed or dead. */
  forget(connection: SimulatedConnection): void {
    this.#connections.delete(connection)
  }

  /** The wall clock of the brokers, ms since 1970. */
  get time(): number {
    return this.options.startTime + Math.floor(this.simulator.now)
  }

  createTopic(name: string, partitions: number, configs: Readonly<Record<string, string>> = {}): void {
    this.topics.create({ name, partitions, replicationFactor: -1, configs })
  }

  /** Gone, and there again under another id, empty. */
  recreateTopic(name: string): void {
    const topic = this.topics.get(name)
    if (!topic) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', name)
    this.topics.delete(name)
    this.createTopic(name, topic.logs.length, Object.fromEntries(topic.configs) as Record<string, string>)
  }

  /** A batch as a plain producer would write it. */
  produce(topic: string, partition: number, records: Buffer): void {
    const log = this.topics.log({ topic, partition })
    if (!log) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${topic}-${partition}`)
    log.append(Buffer.from(records), () => {})
  }

  /** Everything that is committed in a partition: one fetch without limits. */
  committed(topic: string, partition: number): FetchedPartition {
    const log = this.topics.log({ topic, partition })
    if (!log) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', `${topic}-${partition}`)
    return committedFrom(log, { topic, partition }, log.start, Number.MAX_SAFE_INTEGER, true)
  }

  /** Retention or DeleteRecords: the log begins at this offset from now on. */
  truncateBefore(topic: string, partition: number, offset: number): void {
    this.topics.log({ topic, partition })?.deleteBefore(offset)
  }

  /** See {@link compactLog}. */
  compact(topic: string, tombstones = false): void {
    for (const log of this.topics.get(topic)?.logs ?? []) compactLog(log, tombstones)
  }

  /** The broker answers nobody for so long: connections to it break, new ones are refused. What it led, it leads again. */
  takeBrokerAway(broker: number, ms: number): void {
    this.#awayUntil[broker] = this.simulator.now + ms
    for (const connection of this.#connections) connection.network.cut(`broker ${broker} went away`, broker)
  }

  /**
   * All brokers are told to stop, and come back. For a moment nobody leads a partition while the coordinators still serve:
   * transactions that end then are confirmed and get no markers (Kafka 4.3.1, docs/exactly-once.md).
   */
  shutDown(stoppingMs: number, awayMs: number): void {
    if (this.transactions.skipsMarkers) return // it is stopping already
    const led = this.topics.names
      .filter(name => name !== offsetsTopic)
      .map(name => this.topics.get(name)!)
      .map(topic => ({ topic, leaders: topic.leaders.splice(0, Number.POSITIVE_INFINITY) }))
    for (const { topic, leaders } of led) topic.leaders.push(...leaders.map(() => -1))
    this.unloadCoordinators('group', stoppingMs)
    this.transactions.skipsMarkers = true
    this.simulator.schedule(stoppingMs, () => {
      for (const { topic, leaders } of led) topic.leaders.splice(0, leaders.length, ...leaders)
      this.transactions.skipsMarkers = false
      for (let broker = 0; broker < this.options.brokers; broker++) this.takeBrokerAway(broker, awayMs)
    })
  }

  /** Coordinators of groups or transactions are moving: they answer NOT_COORDINATOR for so long. */
  unloadCoordinators(type: 'group' | 'transaction', ms: number): void {
    this.#unloadedUntil[type] = this.simulator.now + ms
  }

  /** Another broker leads the partition from now on. */
  moveLeader({ topic, partition }: TopicPartition): void {
    const leaders = this.topics.get(topic)?.leaders
    if (!leaders || leaders[partition] === undefined) return
    leaders[partition] = (leaders[partition]! + 1) % this.options.brokers
    this.topics.log({ topic, partition })?.wake()
  }

  isAway(broker: number): boolean {
    return this.simulator.now < this.#awayUntil[broker]!
  }

  isUnloaded(type: 'group' | 'transaction'): boolean {
    return this.simulator.now < this.#unloadedUntil[type]
  }

  coordinatorOf(type: 'group' | 'transaction', key: string): number {
    const { partition } = this.groups.partitionOf(key)
    if (type === 'transaction') return partition % this.options.brokers
    return this.topics.get(offsetsTopic)!.leaders[partition]!
  }

  #createLater(topics: readonly NewTopic[]): void {
    this.simulator.schedule(this.simulator.random.between(1, 20), () => {
      for (const topic of topics) if (!this.topics.get(topic.name)) this.topics.create(topic)
    })
  }

  #writeMarker(
    { topic, partition }: TopicPartition,
    end: 'commit' | 'abort',
    producerId: number,
    epoch: number,
  ): boolean {
    const found = this.topics.get(topic)
    const log = found?.logs[partition]
    if (!found || !log) return true
    if (this.isAway(found.leaders[partition]!)) return false
    log.appendMarker(end, producerId, epoch, this.time)
    if (topic === offsetsTopic) this.groups.transactionEnded(partition, producerId, end)
    return true
  }
}
