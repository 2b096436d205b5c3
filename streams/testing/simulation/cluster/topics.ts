import type { NewTopic, TopicMetadata, TopicPartition } from '../../../wire/kafka.ts'
import type { Simulator } from '../simulator.ts'
import type { ClusterOptions } from './clusterOptions.ts'
import { PartitionLog } from './partitionLog.ts'
import { refusal } from './refusal.ts'

export const offsetsTopic = '__consumer_offsets'

export interface Topic {
  readonly name: string
  readonly id: string
  readonly logs: readonly PartitionLog[]
  /** By partition; −1: none at the moment. */
  readonly leaders: number[]
  readonly configs: Map<string, string | null>
}

/** What a broker says of a topic that was created without settings of its own. */
const defaultConfigs: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'delete.retention.ms': '86400000',
  'max.message.bytes': '1048588',
  'message.timestamp.type': 'CreateTime',
  'min.compaction.lag.ms': '0',
  'retention.bytes': '-1',
  'retention.ms': '604800000',
}

/** The topics of the cluster, who leads their partitions, and their logs. */
export class Topics {
  readonly #simulator: Simulator
  readonly #options: ClusterOptions
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  /** Raised with every topic that comes or goes. */
  version = 0

  constructor(simulator: Simulator, options: ClusterOptions) {
    this.#simulator = simulator
    this.#options = options
    this.create({
      name: offsetsTopic,
      partitions: options.offsetsPartitions,
      replicationFactor: 1,
      configs: {},
    })
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()]
  }

  get(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  byId(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  log({ topic, partition }: TopicPartition): PartitionLog | undefined {
    return this.#byName.get(topic)?.logs[partition]
  }

  metadata(name: string): TopicMetadata | undefined {
    const topic = this.#byName.get(name)
    return topic && { name, id: topic.id, leaders: [...topic.leaders] }
  }

  create({ name, partitions, configs }: NewTopic): Topic {
    if (this.#byName.has(name)) throw refusal('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`)
    if (partitions < 1) throw refusal('INVALID_PARTITIONS', `${partitions} partitions`)
    const { brokers } = this.#options
    const first = this.#simulator.random.between(0, brokers - 1)
    const topic: Topic = {
      name,
      id: this.#uuid(),
      logs: Array.from({ length: partitions }, (_, partition) => new PartitionLog(name, partition)),
      leaders: Array.from({ length: partitions }, (_, partition) => (first + partition) % brokers),
      configs: new Map(Object.entries({ ...defaultConfigs, ...configs })),
    }
    this.#byName.set(name, topic)
    this.#byId.set(topic.id, topic)
    this.version++
    return topic
  }

  delete(name: string): void {
    const topic = this.#byName.get(name)
    if (!topic) throw refusal('UNKNOWN_TOPIC_OR_PARTITION', name)
    this.#byName.delete(name)
    this.#byId.delete(topic.id)
    this.version++
    for (const log of topic.logs) log.wake()
  }

  #uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.#simulator.random.between(0, 15).toString(16)).join(
      '',
    )
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      digits.slice(12, 16),
      digits.slice(16, 20),
      digits.slice(20),
    ].join('-')
  }
}
