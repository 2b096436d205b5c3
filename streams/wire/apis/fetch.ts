import { createAPI, type Reader, Writer } from '@platformatic/kafka'
import type { Cluster, Operation } from '../cluster.ts'
import type { AbortedTransaction, FetchedPartition, FetchPosition, FetchRequest } from '../kafka.ts'
import { KafkaUnreachable } from '../kafkaError.ts'
import { errorName, throwOnError } from '../protocolError.ts'

const NO_REPLICA_IN_RACK = ''
const READ_COMMITTED = 1
const NO_ABORTED: readonly AbortedTransaction[] = Object.freeze([])

/** After these the leader or the id of the topic is another one. */
const STALE = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'KAFKA_STORAGE_ERROR',
])

interface TopicPositions {
  readonly id: string
  readonly positions: readonly FetchPosition[]
}

interface TopicAnswer {
  readonly id: string
  readonly partitions: readonly Omit<FetchedPartition, 'topic'>[]
}

/**
 * Fetch 17, by hand: the library parses every record, and throws the whole answer away for the error of one partition.
 */
const fetch17 = createAPI<[FetchRequest, readonly TopicPositions[]], TopicAnswer[]>(
  1,
  17,
  (request: FetchRequest, topics: readonly TopicPositions[]) =>
    Writer.create()
      .appendInt32(request.maxWaitMs)
      .appendInt32(request.minBytes)
      .appendInt32(request.maxBytes)
      .appendInt8(READ_COMMITTED)
      .appendInt32(0) // session id
      .appendInt32(-1) // session epoch: no session
      .appendArray([...topics], (w, topic) => {
        w.appendUUID(topic.id).appendArray([...topic.positions], (w, position) => {
          w.appendInt32(position.partition)
            .appendInt32(-1) // current leader epoch
            .appendInt64(BigInt(position.offset))
            .appendInt32(-1) // last fetched epoch
            .appendInt64(-1n) // log start offset, of followers
            .appendInt32(position.maxBytes)
        })
      })
      .appendArray([], () => {}) // forgotten topics
      .appendString(NO_REPLICA_IN_RACK)
      .appendTaggedFields(),
  (_correlationId, _key, _version, reader) => {
    reader.readInt32() // throttle time
    throwOnError(reader.readInt16(), 'fetch')
    reader.readInt32() // session id
    return reader.readArray(r => ({ id: r.readUUID(), partitions: r.readArray(readPartition) }))
  },
)

function readPartition(reader: Reader): Omit<FetchedPartition, 'topic'> {
  const partition = reader.readInt32()
  const error = errorName(reader.readInt16())
  const highWatermark = Number(reader.readInt64())
  const lastStableOffset = Number(reader.readInt64())
  const logStartOffset = Number(reader.readInt64())
  const aborted = reader.readNullableArray(r => ({
    producerId: Number(r.readInt64()),
    firstOffset: Number(r.readInt64()),
  }))
  reader.readInt32() // preferred read replica
  const records = reader.readNullableBytes()
  const found = aborted === null || aborted.length === 0 ? NO_ABORTED : aborted
  return { partition, error, highWatermark, lastStableOffset, logStartOffset, aborted: found, records }
}

export async function fetchFrom(
  cluster: Cluster,
  brokerId: number,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  if (request.partitions.length === 0) return []
  // The broker keeps the request for maxWaitMs before it answers.
  const operation = cluster.operation('fetch', request.maxWaitMs)
  const topics = Map.groupBy(request.partitions, position => position.topic)
  return cluster.retry(
    operation,
    async () => {
      await cluster.knowTopics(topics.keys(), operation)
      if (!cluster.brokers.has(brokerId)) await cluster.refresh([...topics.keys()], operation)
      if (isLedByOthers(cluster, brokerId, request.partitions)) return refused(request.partitions, 6)
      return fetchOnce(cluster, brokerId, request, topics, operation)
    },
    {
      onFailure: error => {
        // A leader that cannot be reached may lead no more.
        if (error instanceof KafkaUnreachable) for (const topic of topics.keys()) cluster.forgetTopic(topic)
      },
    },
  )
}

async function fetchOnce(
  cluster: Cluster,
  brokerId: number,
  request: FetchRequest,
  topics: ReadonlyMap<string, readonly FetchPosition[]>,
  operation: Operation,
): Promise<readonly FetchedPartition[]> {
  const known: TopicPositions[] = []
  const names = new Map<string, string>()
  const fetched: FetchedPartition[] = []
  for (const [name, positions] of topics) {
    const topic = cluster.topic(name)
    if (topic) {
      const id = positions[0]!.topicId ?? topic.id
      known.push({ id, positions })
      names.set(id, name)
    } else {
      fetched.push(...refused(positions, 3))
    }
  }
  if (known.length === 0) return fetched
  const answer = await cluster.brokers.request(
    brokerId,
    'fetch',
    operation.name,
    operation.deadline,
    connection => fetch17.async(connection, request, known),
  )
  for (const { id, partitions } of answer) {
    const topic = names.get(id)
    if (topic === undefined) continue
    for (const partition of partitions) {
      if (partition.error !== null && STALE.has(partition.error)) cluster.forgetTopic(topic)
      fetched.push({ topic, ...partition })
    }
  }
  return fetched
}

/** True when metadata has another leader for every one of them: the caller routes by an older picture. */
function isLedByOthers(cluster: Cluster, brokerId: number, positions: readonly FetchPosition[]): boolean {
  if (!cluster.brokers.has(brokerId)) return true
  return positions.every(({ topic, partition }) => {
    const leader = cluster.topic(topic)?.leaders[partition]
    return leader !== undefined && leader >= 0 && leader !== brokerId
  })
}

function refused(positions: readonly FetchPosition[], code: number): FetchedPartition[] {
  return positions.map(({ topic, partition }) => ({
    topic,
    partition,
    error: errorName(code),
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    aborted: NO_ABORTED,
    records: null,
  }))
}
