import type { FetchedPartition, FetchPosition, FetchRequest, TopicPartition } from '../../../wire/kafka.ts'
import type { Simulator } from '../simulator.ts'
import type { PartitionLog } from './partitionLog.ts'
import type { Topics } from './topics.ts'

/** A position with the id of the topic that the client means. */
export interface PositionById extends FetchPosition {
  readonly topicId: string
}

export interface FetchById extends Omit<FetchRequest, 'partitions'> {
  readonly partitions: readonly PositionById[]
}

/** Fetch 17, read committed: waits until there is as much as asked for, an error, or the wait is over. */
export function serveFetch(
  simulator: Simulator,
  topics: Topics,
  broker: number,
  request: FetchById,
): readonly FetchedPartition[] | Promise<readonly FetchedPartition[]> {
  const first = readAll(topics, broker, request)
  if (isEnough(first, request) || request.maxWaitMs <= 0) return first
  return new Promise(resolve => {
    const stop: (() => void)[] = []
    const answer = (fetched: readonly FetchedPartition[]) => {
      for (const call of stop) call()
      resolve(fetched)
    }
    const look = () => {
      const fetched = readAll(topics, broker, request)
      if (isEnough(fetched, request)) answer(fetched)
    }
    stop.push(simulator.schedule(request.maxWaitMs, () => answer(readAll(topics, broker, request))))
    for (const position of request.partitions) {
      const log = topics.byId(position.topicId)?.logs[position.partition]
      if (log) stop.push(log.whenMore(look))
    }
  })
}

function isEnough(fetched: readonly FetchedPartition[], { minBytes }: FetchRequest | FetchById): boolean {
  let bytes = 0
  for (const { error, records } of fetched) {
    if (error !== null) return true
    bytes += records?.length ?? 0
  }
  return bytes >= minBytes
}

function readAll(topics: Topics, broker: number, request: FetchById): readonly FetchedPartition[] {
  let left = request.maxBytes
  let isFirst = true
  return request.partitions.map(position => {
    const fetched = readOne(topics, broker, position, left, isFirst)
    const size = fetched.records?.length ?? 0
    left = Math.max(0, left - size)
    if (size > 0) isFirst = false
    return fetched
  })
}

function readOne(
  topics: Topics,
  broker: number,
  { topic, topicId, partition, offset, maxBytes }: PositionById,
  left: number,
  wholeFirst: boolean,
): FetchedPartition {
  const found = topics.byId(topicId)
  const log = found?.logs[partition]
  if (!found || !log)
    return refused(topic, partition, found ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'UNKNOWN_TOPIC_ID')
  if (found.leaders[partition] !== broker) return refused(topic, partition, 'NOT_LEADER_OR_FOLLOWER')
  if (offset < log.start || offset > log.end) return refused(topic, partition, 'OFFSET_OUT_OF_RANGE')
  return committedFrom(log, { topic, partition }, offset, Math.min(maxBytes, left), wholeFirst)
}

/** What a reader of committed records is shown of a log from an offset on. */
export function committedFrom(
  log: PartitionLog,
  { topic, partition }: TopicPartition,
  offset: number,
  maxBytes: number,
  wholeFirst: boolean,
): FetchedPartition {
  const upTo = log.lastStableOffset
  return {
    topic,
    partition,
    error: null,
    highWatermark: log.end,
    lastStableOffset: upTo,
    logStartOffset: log.start,
    aborted: log.abortedBetween(offset, upTo),
    records: log.read(offset, upTo, maxBytes, wholeFirst),
  }
}

export function refused(topic: string, partition: number, error: string): FetchedPartition {
  return {
    topic,
    partition,
    error,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    aborted: [],
    records: null,
  }
}
