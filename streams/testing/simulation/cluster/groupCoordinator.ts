import type {
  CommittedOffset,
  GroupMember,
  Producer,
  StreamsGroupDescription,
  StreamsHeartbeatRequest,
  StreamsHeartbeatResponse,
  TopicPartition,
} from '../../../wire/kafka.ts'
import { KafkaError } from '../../../wire/kafkaError.ts'
import { refusal } from './refusal.ts'
import { refusedHeartbeat } from './refusedHeartbeat.ts'
import { type GroupContext, StreamsGroup } from './streamsGroup.ts'
import { offsetsTopic } from './topics.ts'

interface Group {
  readonly id: string
  /** Null: a group that has offsets alone. */
  streams: StreamsGroup | null
  readonly offsets: Map<string, CommittedOffset>
  /** Offsets of transactions that are not over, by producer. */
  readonly pending: Map<number, Map<string, CommittedOffset>>
}

/** All group coordinators of the cluster: members, and committed offsets. */
export class GroupCoordinator {
  readonly #context: Omit<GroupContext, 'config'>
  readonly #verify: (id: string, producerId: number, epoch: number, partition: TopicPartition) => void
  readonly #groups = new Map<string, Group>()
  readonly #configs = new Map<string, Map<string, string>>()

  constructor(
    context: Omit<GroupContext, 'config'>,
    verify: (id: string, producerId: number, epoch: number, partition: TopicPartition) => void,
  ) {
    this.#context = context
    this.#verify = verify
  }

  /** The partition of the offsets topic whose leader coordinates a group. */
  partitionOf(groupId: string): TopicPartition {
    let hash = 0
    for (let i = 0; i < groupId.length; i++) hash = (Math.imul(hash, 31) + groupId.charCodeAt(i)) | 0
    return { topic: offsetsTopic, partition: (hash & 0x7fff_ffff) % this.#context.options.offsetsPartitions }
  }

  setConfigs(groupId: string, configs: Readonly<Record<string, string>>): void {
    const known = this.#configs.get(groupId) ?? new Map<string, string>()
    this.#configs.set(groupId, known)
    for (const [name, value] of Object.entries(configs)) known.set(name, value)
  }

  heartbeat(request: StreamsHeartbeatRequest): StreamsHeartbeatResponse {
    try {
      const known = this.#groups.get(request.groupId)
      if (!known?.streams && request.memberEpoch !== 0)
        throw refusal('GROUP_ID_NOT_FOUND', `Group ${request.groupId} not found.`)
      const streams = known?.streams ?? this.#newStreamsGroup(request.groupId)
      const response = streams.heartbeat(request)
      this.#group(request.groupId).streams = streams
      return response
    } catch (error) {
      if (error instanceof KafkaError) return refusedHeartbeat(request, error)
      throw error
    }
  }

  describe(groupId: string): StreamsGroupDescription {
    const streams = this.#groups.get(groupId)?.streams
    if (!streams) throw refusal('GROUP_ID_NOT_FOUND', `Group ${groupId} not found.`)
    return streams.describe()
  }

  delete(groupId: string): void {
    const group = this.#groups.get(groupId)
    if (!group) throw refusal('GROUP_ID_NOT_FOUND', groupId)
    if (group.streams && !group.streams.isEmpty) throw refusal('NON_EMPTY_GROUP', groupId)
    this.#groups.delete(groupId)
  }

  /** As when the member's session ran out. */
  expire(groupId: string, memberId: string): void {
    this.#groups.get(groupId)?.streams?.expire(memberId)
  }

  /** With requireStable. Null: all there are. */
  committed(groupId: string, partitions: readonly TopicPartition[] | null): CommittedOffset[] {
    const group = this.#groups.get(groupId)
    if (!group) return []
    const keys = partitions === null ? [...group.offsets.keys()] : partitions.map(keyOf)
    const found: CommittedOffset[] = []
    for (const key of keys) {
      for (const pending of group.pending.values())
        if (pending.has(key)) throw refusal('UNSTABLE_OFFSET_COMMIT', groupId)
      const offset = group.offsets.get(key)
      if (offset) found.push(offset)
    }
    return found
  }

  /** By partition (`topic[0]`), without the transactions that are under way. */
  offsetsOf(groupId: string): ReadonlyMap<string, number> {
    const offsets = this.#groups.get(groupId)?.offsets.values() ?? []
    return new Map([...offsets].map(each => [`${each.topic}[${each.partition}]`, each.offset]))
  }

  commit(groupId: string, offsets: readonly CommittedOffset[]): void {
    const group = this.#group(groupId)
    if (group.streams && !group.streams.isEmpty) throw refusal('UNKNOWN_MEMBER_ID', groupId)
    for (const offset of offsets) group.offsets.set(keyOf(offset), offset)
  }

  commitInTransaction(producer: Producer, member: GroupMember, offsets: readonly CommittedOffset[]): void {
    const { producerId, producerEpoch } = producer
    const { groupId, memberId, memberEpoch } = member
    const place = this.partitionOf(groupId)
    const log = this.#context.topics.log(place)!
    if (!log.isOpen(producerId)) this.#verifyOffsets(producer, place)
    const isMember = memberEpoch >= 0 || memberId !== ''
    const known = this.#groups.get(groupId)
    if (isMember && !known) throw refusal('ILLEGAL_GENERATION', groupId)
    if (isMember && !known?.streams) throw refusal('UNKNOWN_MEMBER_ID', memberId)
    const check = isMember ? known!.streams!.checkCommit(memberId, memberEpoch) : () => null
    const failures = offsets.map(({ topic, partition }) => check(topic, partition))
    const accepted = offsets.filter((_, i) => failures[i] === null)
    if (accepted.length > 0) {
      log.appendOffsets(producerId, producerEpoch)
      const { pending } = this.#group(groupId)
      const mine = pending.get(producerId) ?? new Map<string, CommittedOffset>()
      pending.set(producerId, mine)
      for (const offset of accepted) mine.set(keyOf(offset), offset)
    }
    const failure = failures.find(failure => failure !== null)
    if (failure) throw failure
  }

  /** The marker reached a partition of the offsets topic. */
  transactionEnded(partition: number, producerId: number, end: 'commit' | 'abort'): void {
    for (const { id, offsets, pending } of this.#groups.values()) {
      const ended = pending.get(producerId)
      if (!ended || this.partitionOf(id).partition !== partition) continue
      pending.delete(producerId)
      if (end === 'commit') for (const [key, offset] of ended) offsets.set(key, offset)
    }
  }

  #verifyOffsets({ transactionalId, producerId, producerEpoch }: Producer, place: TopicPartition): void {
    try {
      this.#verify(transactionalId, producerId, producerEpoch, place)
    } catch (error) {
      // Group coordinators say it as clients of old know it.
      if (error instanceof KafkaError && error.kafkaName === 'TRANSACTION_ABORTABLE')
        throw refusal('INVALID_TXN_STATE', groupText(place))
      throw error
    }
  }

  #group(id: string): Group {
    const known = this.#groups.get(id)
    if (known) return known
    const group: Group = { id, streams: null, offsets: new Map(), pending: new Map() }
    this.#groups.set(id, group)
    return group
  }

  #newStreamsGroup(groupId: string): StreamsGroup {
    const config = (name: string, otherwise: number) => {
      const value = this.#configs.get(groupId)?.get(name)
      return value === undefined ? otherwise : Number(value)
    }
    return new StreamsGroup(groupId, { ...this.#context, config })
  }
}

const groupText = ({ topic, partition }: TopicPartition) => `${topic}-${partition} is not in the transaction`

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}\0${partition}`
}
