/**
 * What the runtime asks of a Kafka cluster: one method an operation, nothing else of the protocol leaks out.
 *
 * The real one is {@link connectKafka} in connectKafka.ts; a simulated one can stand in its place.
 *
 * Every method finds the right broker itself (leader, group or transaction coordinator), refreshes metadata and reconnects
 * when told that it moved, and retries what Kafka calls retriable until `requestTimeoutMs`. What it throws:
 * - {@link KafkaError}: the cluster answered no; `kafkaName` is Kafka's name of the error (`PRODUCER_FENCED`).
 * - {@link KafkaUnreachable}: no answer; `outcome` tells whether the request may have been carried out.
 *
 * Offsets, epochs and producer ids are numbers (exact up to 2^53). Times are milliseconds since 1970.
 */
export interface Kafka {
  /** Brokers, and the named topics. Asks the cluster each time. A topic that does not exist is absent from the map. */
  metadata(topics: readonly string[]): Promise<ClusterMetadata>

  /** The broker that leads a partition as last seen by `metadata` or a fetch; asks the cluster when it is not known. */
  leaderOf(topic: string, partition: number): Promise<number>

  /**
   * One Fetch to one broker, read committed. Never throws for the error of one partition: that stands in its entry.
   * The records are the raw bytes (read them with `RecordCursor`).
   */
  fetch(brokerId: number, request: FetchRequest): Promise<readonly FetchedPartition[]>

  /** Offsets by partition: the earliest, the last stable one (`stable`), the high watermark (`latest`), or by timestamp. */
  listOffsets(
    partitions: readonly TopicPartition[],
    at: 'earliest' | 'stable' | 'latest' | { readonly timestamp: number },
  ): Promise<readonly ListedOffset[]>

  /** Committed offsets, with requireStable: waits out open transactions (retries UNSTABLE_OFFSET_COMMIT). Absent: never committed. */
  committedOffsets(
    groupId: string,
    partitions: readonly TopicPartition[],
  ): Promise<readonly CommittedOffset[]>
  /** All committed offsets of a group, with requireStable; empty when the group does not exist. */
  allCommittedOffsets(groupId: string): Promise<readonly CommittedOffset[]>
  /** A plain (not transactional) OffsetCommit to a group without members. */
  commitOffsets(groupId: string, offsets: readonly CommittedOffset[]): Promise<void>

  /** StreamsGroupHeartbeat (KIP-1071). The answer's error is in it, not thrown. Not retried: the caller's loop does that. */
  streamsGroupHeartbeat(request: StreamsHeartbeatRequest): Promise<StreamsHeartbeatResponse>
  /** StreamsGroupDescribe: null when the group does not exist. */
  describeStreamsGroup(groupId: string): Promise<StreamsGroupDescription | null>
  deleteGroup(groupId: string): Promise<void>

  /**
   * InitProducerId. Without `previous` (−1, −1): fences and ends whatever an earlier owner of the id left open.
   * With it (KIP-360): goes on after an abort or a timeout, unless somebody else took the id over: PRODUCER_FENCED then.
   */
  initProducerId(
    transactionalId: string,
    transactionTimeoutMs: number,
    previous?: Producer,
  ): Promise<Producer>
  /** Retries CONCURRENT_TRANSACTIONS after a few ms. */
  addPartitionsToTxn(producer: Producer, partitions: readonly TopicPartition[]): Promise<void>
  /**
   * Sends finished record batches, grouped by leader, in one request a leader; resolves when all are written by all in-sync
   * replicas. Requests of one producer to one broker stay in the order of the calls. Not retried once sent: a duplicate or
   * a gap is the caller's to judge.
   */
  produce(producer: Producer | null, batches: readonly ProduceBatch[]): Promise<readonly ProducedBatch[]>
  addOffsetsToTxn(producer: Producer, groupId: string): Promise<void>
  /** TxnOffsetCommit under the member epoch, all partitions in one request. The first partition's error is thrown. */
  txnOffsetCommit(producer: Producer, group: GroupMember, offsets: readonly CommittedOffset[]): Promise<void>
  endTxn(producer: Producer, commit: boolean): Promise<void>
  /** DescribeTransactions: what the coordinator holds of a transactional id; null when it knows none. */
  transactionState(transactionalId: string): Promise<TransactionState | null>
  /** ListTransactions: the transactional ids of these producers. */
  transactionalIds(producerIds: readonly number[]): Promise<readonly string[]>
  /** DescribeProducers: the transactions that are open in these partitions, whatever their coordinators hold of them. */
  openTransactions(partitions: readonly TopicPartition[]): Promise<readonly OpenTransaction[]>

  createTopics(topics: readonly NewTopic[]): Promise<void>
  deleteTopics(topics: readonly string[]): Promise<void>
  /** Deletes what has these ids now, whatever was made anew under the same names. Ids that are gone are left out. */
  deleteTopicIds(ids: readonly string[]): Promise<void>
  /** What the leaders' logs of these partitions take on their disks, by topic. A broker that does not tell counts as 0. */
  topicBytes(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, number>>
  /** Configuration by topic. A topic that does not exist is absent. */
  topicConfigs(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string | null>>>
  /** IncrementalAlterConfigs, operation SET, on the group resource (type 32). */
  setGroupConfigs(groupId: string, configs: Readonly<Record<string, string>>): Promise<void>
  /** IncrementalAlterConfigs, operation SET, on a topic. */
  setTopicConfigs(topic: string, configs: Readonly<Record<string, string>>): Promise<void>
  /** DeleteRecords up to (not including) each offset. */
  deleteRecords(before: readonly CommittedOffset[]): Promise<void>
  /** Finalised feature levels, such as `streams.version` → 1; a feature that is off is absent. */
  features(): Promise<ReadonlyMap<string, number>>

  /** Idempotent. Requests under way fail with KafkaUnreachable. */
  close(): Promise<void>
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

export interface ClusterMetadata {
  readonly clusterId: string
  readonly brokers: readonly BrokerAddress[]
  readonly topics: ReadonlyMap<string, TopicMetadata>
}

export interface BrokerAddress {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface TopicMetadata {
  readonly name: string
  /** UUID: a topic deleted and created again has another one. */
  readonly id: string
  /** By partition number; the leader is −1 while there is none. */
  readonly leaders: readonly number[]
}

export interface FetchRequest {
  readonly partitions: readonly FetchPosition[]
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
}

export interface FetchPosition extends TopicPartition {
  /** The topic that is meant; one made anew under its name answers UNKNOWN_TOPIC_ID. Null or left out: whichever has the name. */
  readonly topicId?: string | null
  readonly offset: number
  readonly maxBytes: number
}

export interface FetchedPartition extends TopicPartition {
  /** Kafka's name of this partition's error, or null. Stale leaders and topic ids are refreshed before the next fetch. */
  readonly error: string | null
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  readonly aborted: readonly AbortedTransaction[]
  readonly records: Buffer | null
}

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

export interface ListedOffset extends TopicPartition {
  /** −1 when asked by timestamp and no record is as late. */
  readonly offset: number
}

export interface CommittedOffset extends TopicPartition {
  readonly offset: number
  readonly metadata?: string
}

export interface Producer {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
}

export interface TransactionState {
  /** Kafka's name: Empty, Ongoing, PrepareCommit, PrepareAbort, CompleteCommit, CompleteAbort, … */
  readonly state: string
  readonly producerId: number
  readonly producerEpoch: number
}

export interface OpenTransaction extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  readonly firstOffset: number
}

export interface GroupMember {
  readonly groupId: string
  readonly memberId: string
  readonly memberEpoch: number
}

export interface ProduceBatch extends TopicPartition {
  /** A whole record batch (format 2), as `BatchBuilder.finish` returns it. */
  readonly records: Buffer
}

export interface ProducedBatch extends TopicPartition {
  /** Kafka's name of the error, or null. */
  readonly error: string | null
  readonly baseOffset: number
}

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  /** −1: the broker's default. */
  readonly replicationFactor: number
  readonly configs: Readonly<Record<string, string>>
}

export interface StreamsTask {
  readonly subtopologyId: string
  readonly partitions: readonly number[]
}

export interface StreamsHeartbeatRequest {
  readonly groupId: string
  readonly memberId: string
  /** 0 joins, −1 leaves. */
  readonly memberEpoch: number
  readonly endpointInformationEpoch: number
  /** −1: unchanged. */
  readonly rebalanceTimeoutMs: number
  /** Null after the join: unchanged. */
  readonly topology: StreamsTopology | null
  /** Null: unchanged. If one of the three is sent, all three must be. */
  readonly activeTasks: readonly StreamsTask[] | null
  readonly standbyTasks: readonly StreamsTask[] | null
  readonly warmupTasks: readonly StreamsTask[] | null
  readonly processId: string | null
  readonly userEndpoint: Endpoint | null
  readonly clientTags: Readonly<Record<string, string>> | null
  readonly shutdownApplication: boolean
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** Equality is by order: send everything sorted. */
export interface StreamsTopology {
  readonly epoch: number
  readonly subtopologies: readonly StreamsSubtopology[]
}

export interface StreamsSubtopology {
  readonly id: string
  readonly sourceTopics: readonly string[]
  readonly stateChangelogTopics: readonly StreamsTopicInfo[]
  readonly repartitionSinkTopics: readonly string[]
  readonly repartitionSourceTopics: readonly StreamsTopicInfo[]
  readonly copartitionGroups: readonly {
    /** Indexes into sourceTopics. */
    readonly sourceTopics: readonly number[]
    /** Indexes into repartitionSourceTopics. */
    readonly repartitionSourceTopics: readonly number[]
  }[]
}

export interface StreamsTopicInfo {
  readonly name: string
  /** 0: the broker decides from what feeds the topic. */
  readonly partitions: number
  readonly replicationFactor: number
  readonly configs: Readonly<Record<string, string>>
}

export interface StreamsHeartbeatResponse {
  /** Kafka's name of the error, or null. */
  readonly error: string | null
  readonly errorMessage: string | null
  readonly memberId: string
  readonly memberEpoch: number
  readonly heartbeatIntervalMs: number
  readonly acceptableRecoveryLag: number
  readonly taskOffsetIntervalMs: number
  /** KIP-1071 status codes: 0 stale topology, 1 missing source topics, 2 incorrectly partitioned, 3 missing internal topics, 4 shutdown, 5 assignment delayed. */
  readonly status: readonly { readonly code: number; readonly detail: string }[]
  readonly activeTasks: readonly StreamsTask[] | null
  readonly standbyTasks: readonly StreamsTask[] | null
  readonly warmupTasks: readonly StreamsTask[] | null
  readonly endpointInformationEpoch: number
  readonly partitionsByUserEndpoint:
    | readonly {
        readonly endpoint: Endpoint
        readonly activePartitions: readonly {
          readonly topic: string
          readonly partitions: readonly number[]
        }[]
        readonly standbyPartitions: readonly {
          readonly topic: string
          readonly partitions: readonly number[]
        }[]
      }[]
    | null
}

export interface StreamsGroupDescription {
  readonly groupId: string
  readonly state: string
  readonly groupEpoch: number
  readonly topology: StreamsTopology | null
  readonly members: readonly {
    readonly memberId: string
    readonly memberEpoch: number
    readonly processId: string
    readonly userEndpoint: Endpoint | null
    readonly activeTasks: readonly StreamsTask[]
    readonly standbyTasks: readonly StreamsTask[]
  }[]
}
