import { unchangedAnswer } from '../../../wire/heartbeat.ts'
import type {
  NewTopic,
  StreamsGroupDescription,
  StreamsHeartbeatRequest,
  StreamsHeartbeatResponse,
  StreamsTask,
} from '../../../wire/kafka.ts'
import type { KafkaError } from '../../../wire/kafkaError.ts'
import type { Simulator } from '../simulator.ts'
import { assignTasks } from './assignTasks.ts'
import type { ClusterOptions } from './clusterOptions.ts'
import { type GroupMemberState, newMember } from './groupMember.ts'
import { GroupTopology } from './groupTopology.ts'
import { type Owned, reconcile } from './reconcile.ts'
import { refusal } from './refusal.ts'
import { groupTasks, listTasks } from './tasks.ts'
import type { Topics } from './topics.ts'

export interface GroupContext {
  readonly simulator: Simulator
  readonly options: ClusterOptions
  readonly topics: Topics
  /** The group's configuration of that name, or the broker's default. */
  readonly config: (name: string, otherwise: number) => number
  /** Asks the controller for internal topics. */
  readonly createTopics: (topics: readonly NewTopic[]) => void
}

const delayed = { code: 5, detail: 'The initial rebalance of the group is delayed.' }

/** A group of the streams protocol (KIP-1071). */
export class StreamsGroup {
  readonly id: string
  readonly #context: GroupContext
  readonly #members = new Map<string, GroupMemberState>()
  readonly #topology: GroupTopology
  /** Since the epoch was last raised. */
  #reconfigured = false
  #epoch = 1
  #assignmentEpoch = 0
  #standbys = 0
  #endpointEpoch = 0
  /** Until then the first members of an empty group wait for more. */
  #delayedUntil = 0
  #shutdownBy: string | null = null

  constructor(id: string, context: GroupContext) {
    this.id = id
    this.#context = context
    this.#topology = new GroupTopology(context.topics, context.createTopics)
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  get memberIds(): readonly string[] {
    return [...this.#members.keys()]
  }

  heartbeat(request: StreamsHeartbeatRequest): StreamsHeartbeatResponse {
    if (request.memberEpoch === -1) return this.#leave(request)
    const { simulator } = this.#context
    const known = this.#members.get(request.memberId)
    if (!known && request.memberEpoch !== 0)
      throw refusal('UNKNOWN_MEMBER_ID', `Member ${request.memberId} is not a member of group ${this.id}.`)
    const member = known ?? newMember(request.memberId)
    if (known) checkEpoch(known, request)
    this.#topology.take(request.topology)
    if (this.#topology.configure()) this.#reconfigured = true
    this.#checkEndpoints(request)
    if (this.isEmpty) this.#delayedUntil = simulator.now + this.#context.options.initialRebalanceDelayMs
    this.#members.set(member.id, member)
    let changed = update(member, request) || known === undefined || this.#reconfigured
    this.#reconfigured = false
    const standbys = this.#context.config('streams.num.standby.replicas', 0)
    changed ||= standbys !== this.#standbys
    this.#standbys = standbys
    if (changed) this.#epoch++
    const isDelayed = simulator.now < this.#delayedUntil
    if (this.#epoch > this.#assignmentEpoch && !isDelayed) this.#assign()

    const before = textOf(member)
    reconcile(member, ownedBy(request), this.#assignmentEpoch, this.#othersThan(member))
    if (member.state === 'unrevoked') this.#awaitRevocation(member)
    this.#awaitNextHeartbeat(member)
    if (request.shutdownApplication) this.#shutdownBy = member.id

    const tells = request.memberEpoch === 0 || textOf(member) !== before
    if (tells && member.endpoint) this.#endpointEpoch++
    const status = this.#topology.status ? [this.#topology.status] : []
    if (isDelayed) status.push(delayed)
    if (this.#shutdownBy !== null)
      status.push({ code: 4, detail: `Streams group member ${this.#shutdownBy} requested a shutdown.` })
    return {
      ...unchangedAnswer(request, member.epoch, this.#heartbeatIntervalMs),
      status,
      activeTasks: tells ? groupTasks(member.active.keys()) : null,
      standbyTasks: tells ? groupTasks(member.standby) : null,
      warmupTasks: tells ? [] : null,
      endpointInformationEpoch: this.#endpointEpoch,
      partitionsByUserEndpoint:
        this.#endpointEpoch === request.endpointInformationEpoch ? null : this.#endpoints(),
    }
  }

  /**
   * Whether a member may commit these partitions: under its epoch, or since 4.3 under an older one for tasks that it has had
   * since then.
   */
  checkCommit(
    memberId: string,
    memberEpoch: number,
  ): (topic: string, partition: number) => KafkaError | null {
    const member = this.#members.get(memberId)
    if (!member) throw refusal('UNKNOWN_MEMBER_ID', `Member ${memberId} is not a member of group ${this.id}.`)
    if (memberEpoch === member.epoch) return () => null
    const stale = refusal('ILLEGAL_GENERATION', `epoch ${memberEpoch}, not ${member.epoch}`)
    if (memberEpoch > member.epoch) throw stale
    return (topic, partition) => {
      const task = this.#topology.taskOf(topic, partition)
      const since = member.active.get(task) ?? member.revoking.active.get(task)
      return since === undefined || since > memberEpoch ? stale : null
    }
  }

  /** As when its session ran out. */
  expire(memberId: string): void {
    if (this.#members.delete(memberId)) this.#removed()
  }

  describe(): StreamsGroupDescription {
    return {
      groupId: this.id,
      state: this.#state,
      groupEpoch: this.#epoch,
      topology: this.#topology.described,
      members: Array.from(this.#members.values(), member => ({
        memberId: member.id,
        memberEpoch: member.epoch,
        processId: member.processId,
        userEndpoint: member.endpoint,
        activeTasks: groupTasks(member.active.keys()),
        standbyTasks: groupTasks(member.standby),
      })),
    }
  }

  get #state(): string {
    if (this.isEmpty) return 'Empty'
    if (!this.#topology.isReady) return 'NotReady'
    if (this.#epoch > this.#assignmentEpoch) return 'Assigning'
    const settled = [...this.#members.values()].every(
      ({ state, epoch }) => state === 'stable' && epoch === this.#assignmentEpoch,
    )
    return settled ? 'Stable' : 'Reconciling'
  }

  #leave(request: StreamsHeartbeatRequest): StreamsHeartbeatResponse {
    if (!this.#members.delete(request.memberId))
      throw refusal('UNKNOWN_MEMBER_ID', `Member ${request.memberId} is not a member of group ${this.id}.`)
    this.#removed()
    return unchangedAnswer(request, -1, 0)
  }

  #removed(): void {
    this.#epoch++
    if (this.isEmpty) this.#shutdownBy = null
  }

  /**
   * Kafka 4.3.1 stumbles where it is to tell endpoints while source topics are missing or do not fit: the heartbeat is
   * answered with UNKNOWN_SERVER_ERROR and has no effect.
   */
  #checkEndpoints({ memberEpoch, userEndpoint }: StreamsHeartbeatRequest): void {
    const code = this.#topology.status?.code
    const tells = memberEpoch === 0 || this.#reconfigured
    const has = userEndpoint !== null || [...this.#members.values()].some(({ endpoint }) => endpoint !== null)
    if ((code === 1 || code === 2) && tells && has) throw refusal('UNKNOWN_SERVER_ERROR')
  }

  #assign(): void {
    const members = Array.from(this.#members.values(), ({ id, processId, target }) => ({
      id,
      processId,
      previous: target,
    }))
    for (const [id, target] of assignTasks(members, this.#topology.tasks, this.#standbys))
      this.#members.get(id)!.target = target
    this.#assignmentEpoch = this.#epoch
  }

  get #heartbeatIntervalMs(): number {
    return this.#context.config('streams.heartbeat.interval.ms', this.#context.options.heartbeatIntervalMs)
  }

  #othersThan(member: GroupMemberState): GroupMemberState[] {
    return [...this.#members.values()].filter(other => other !== member)
  }

  #awaitNextHeartbeat(member: GroupMemberState): void {
    const { simulator, options } = this.#context
    const isWatched = member.lastSeen > 0 && this.#members.get(member.id) === member
    member.lastSeen = simulator.now
    if (isWatched) return
    const look = () => {
      if (this.#members.get(member.id) !== member) return
      const timeout = this.#context.config('streams.session.timeout.ms', options.sessionTimeoutMs)
      const left = member.lastSeen + timeout - simulator.now
      if (left <= 0) this.expire(member.id)
      else simulator.schedule(left, look)
    }
    simulator.schedule(this.#context.config('streams.session.timeout.ms', options.sessionTimeoutMs), look)
  }

  /** A member that does not give its tasks up in time is put out. */
  #awaitRevocation(member: GroupMemberState): void {
    const { revocation } = member
    this.#context.simulator.schedule(member.rebalanceTimeoutMs, () => {
      const waits = member.state === 'unrevoked' && member.revocation === revocation
      if (waits && this.#members.get(member.id) === member) this.expire(member.id)
    })
  }

  #endpoints() {
    return [...this.#members.values()]
      .filter(({ endpoint }) => endpoint !== null)
      .map(({ endpoint, active, standby }) => ({
        endpoint: endpoint!,
        activePartitions: this.#topology.partitionsOf(active.keys()),
        standbyPartitions: this.#topology.partitionsOf(standby),
      }))
  }
}

/** The epoch before is let through: the answer that told of the new one may be lost. */
function checkEpoch(member: GroupMemberState, request: StreamsHeartbeatRequest): void {
  const { memberEpoch } = request
  if (memberEpoch === 0 || memberEpoch === member.epoch) return
  const has = (tasks: readonly StreamsTask[] | null, held: { has(task: string): boolean }) =>
    tasks !== null && listTasks(tasks).every(task => held.has(task))
  const mayBeLate =
    memberEpoch < member.epoch &&
    memberEpoch === member.previousEpoch &&
    has(request.activeTasks, member.active) &&
    has(request.standbyTasks, member.standby)
  if (!mayBeLate)
    throw refusal('FENCED_MEMBER_EPOCH', `The member has epoch ${memberEpoch}, the group ${member.epoch}.`)
}

/** True when something changed that counts for the assignment. */
function update(member: GroupMemberState, request: StreamsHeartbeatRequest): boolean {
  const before = JSON.stringify([member.processId, member.endpoint, member.tags, member.rebalanceTimeoutMs])
  if (request.rebalanceTimeoutMs >= 0) member.rebalanceTimeoutMs = request.rebalanceTimeoutMs
  if (request.processId !== null) member.processId = request.processId
  if (request.clientTags !== null) member.tags = JSON.stringify(request.clientTags)
  if (request.userEndpoint !== null) member.endpoint = request.userEndpoint
  const after = JSON.stringify([member.processId, member.endpoint, member.tags, member.rebalanceTimeoutMs])
  return before !== after
}

function ownedBy({ activeTasks, standbyTasks }: StreamsHeartbeatRequest): Owned | null {
  if (activeTasks === null) return null
  return { active: new Set(listTasks(activeTasks)), standby: new Set(listTasks(standbyTasks ?? [])) }
}

function textOf({ active, standby }: GroupMemberState): string {
  return `${[...active.keys()].sort()} / ${[...standby].sort()}`
}
