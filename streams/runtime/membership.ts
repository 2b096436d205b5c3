import { unchangedHeartbeat } from '../wire/heartbeat.ts'
import type {
  Endpoint,
  GroupMember,
  Kafka,
  StreamsHeartbeatResponse,
  StreamsTask,
  StreamsTopology,
} from '../wire/kafka.ts'
import { type Assignment, noTasks } from './assignment.ts'
import type { Logger } from './logger.ts'
import { Signal } from './signal.ts'
import { StreamsError } from './streamsError.ts'
import type { Time } from './time.ts'
import { within } from './within.ts'

export interface MembershipOptions {
  readonly kafka: Kafka
  readonly groupId: string
  readonly memberId: string
  readonly processId: string
  readonly topology: StreamsTopology
  readonly endpoint: Endpoint | null
  readonly rebalanceTimeoutMs: number
  readonly logger: Logger
  readonly time: Time
  /** The tasks this member should have, from now on. */
  readonly assigned: (tasks: Assignment) => void
  /** The group has given this member up: its tasks may run elsewhere already. It joins anew by itself. */
  /** A heartbeat was not answered. */
  readonly unanswered: () => void
  readonly lost: () => void
  readonly failed: (error: Error) => void
}

/** How long a stop waits for Kafka's answers, ms. */
const stopPatienceMs = 3_000

/** While the group is changing, heartbeats come this often, ms. */
const hurry = 150

/** How often a member that was told nothing looks up what it is assigned, ms. */
const assignmentCheckMs = 30_000

/** Where each partition of the group's topics is served, as the group protocol tells it. */
export type PartitionsByEndpoint = NonNullable<StreamsHeartbeatResponse['partitionsByUserEndpoint']>

/** This process's place in the group (KIP-1071): heartbeats, what it is assigned, what it reports to own. */
export class Membership {
  readonly #options: MembershipOptions
  readonly #poke: Signal
  #epoch = 0
  #confirmedAt = 0
  #intervalMs = 1000
  #owned: Assignment = noTasks
  #assigned: Assignment = noTasks
  #ownedChanged = false
  #changing = true
  #lastStatus = ''
  #lastRefusal = ''
  #endpointEpoch = 0
  /** When to look up what the group thinks that this member was told. */
  #checkAt = 0
  #running = false
  #loop: Promise<void> = Promise.resolve()
  endpoints: PartitionsByEndpoint = []

  constructor(options: MembershipOptions) {
    this.#options = options
    this.#poke = new Signal(options.time)
  }

  get member(): GroupMember {
    return { groupId: this.#options.groupId, memberId: this.#options.memberId, memberEpoch: this.#epoch }
  }

  /** A member, and the group waits for nothing (topics to be made, a first assignment). */
  get isReady(): boolean {
    return this.#epoch > 0 && this.#lastStatus === ''
  }

  get epoch(): number {
    return this.#epoch
  }

  /** When the group was last asked and said that this is its member, wall clock: until then nobody else had its tasks. */
  get confirmedAt(): number {
    return this.#confirmedAt
  }

  start(): void {
    this.#running = true
    this.#loop = this.#run()
  }

  /** Tells the group at once which tasks this member has now. */
  report(tasks: Assignment): void {
    this.#owned = tasks
    this.#ownedChanged = true
    this.#changing = true
    this.#poke.raise()
  }

  /** A heartbeat at once: something says that the group has moved on. */
  hasten(): void {
    this.#changing = true
    this.#poke.raise()
  }

  /** Ends the heartbeats, and with `leave` the membership. Takes seconds at most, also when Kafka is away. */
  async stop(leave: boolean): Promise<void> {
    if (!this.#running) return
    const { kafka, logger, time } = this.#options
    this.#running = false
    this.#poke.raise()
    await within(time, stopPatienceMs, this.#loop)
    if (!leave || this.#epoch === 0) return
    const left = kafka.streamsGroupHeartbeat({ ...this.#unchanged(), memberEpoch: -1 }).then(
      () => true,
      () => false,
    )
    if (!(await within(time, stopPatienceMs, left)))
      logger.warn({}, 'could not leave the group; its session will run out')
  }

  async #run(): Promise<void> {
    const { time } = this.#options
    while (this.#running) {
      const began = time.elapsed()
      try {
        await this.#beat()
        if (this.#epoch > 0 && time.elapsed() >= this.#checkAt) await this.#checkAssignment()
      } catch (error) {
        if (error instanceof StreamsError) {
          this.#options.failed(error)
          return
        }
        this.#options.logger.warn({ error: String(error) }, 'heartbeat failed; trying again')
        this.#checkAt = 0
        this.#options.unanswered()
        await time.sleep(200)
      }
      const interval = this.#changing ? Math.min(hurry, this.#intervalMs) : this.#intervalMs
      if (this.#running) await this.#poke.wait(Math.max(1, interval - (time.elapsed() - began)))
    }
  }

  async #beat(): Promise<void> {
    const joining = this.#epoch === 0
    const tellOwned = this.#ownedChanged
    const owned = this.#owned
    const askedAt = this.#options.time.now()
    const answer = await this.#options.kafka.streamsGroupHeartbeat(
      joining
        ? this.#join()
        : {
            ...this.#unchanged(),
            ...(tellOwned
              ? {
                  activeTasks: group(owned.active),
                  standbyTasks: group(owned.standby),
                  warmupTasks: group(owned.warmup),
                }
              : {}),
          },
    )
    if (answer.error !== null) return this.#refused(answer)
    this.#lastRefusal = ''
    this.#confirmedAt = askedAt
    if (tellOwned && owned === this.#owned) this.#ownedChanged = false
    this.#epoch = answer.memberEpoch
    this.#intervalMs = answer.heartbeatIntervalMs
    if (answer.partitionsByUserEndpoint !== null) this.endpoints = answer.partitionsByUserEndpoint
    this.#endpointEpoch = answer.endpointInformationEpoch
    this.#tellStatus(answer)
    const { activeTasks, standbyTasks, warmupTasks } = answer
    if (activeTasks !== null || standbyTasks !== null || warmupTasks !== null) {
      this.#assign({
        active: activeTasks ? ungroup(activeTasks) : this.#assigned.active,
        standby: standbyTasks ? ungroup(standbyTasks) : this.#assigned.standby,
        warmup: warmupTasks ? ungroup(warmupTasks) : this.#assigned.warmup,
      })
      if (joining) this.#checkAt = this.#options.time.elapsed() + assignmentCheckMs
    } else if (!this.#ownedChanged && answer.status.length === 0) {
      this.#changing = false
    }
  }

  #assign(tasks: Assignment): void {
    this.#changing = true
    this.#assigned = tasks
    this.#options.assigned(tasks)
  }

  /**
   * Tasks are told in one answer alone: where that is lost with its connection (or went to another process of the same identity),
   * Kafka holds them for told, and they would run nowhere until the next rebalance. Only this member's own heartbeats change what
   * it is assigned, so a description after one is exact.
   */
  async #checkAssignment(): Promise<void> {
    const { kafka, groupId, memberId, logger, time } = this.#options
    const group = await kafka.describeStreamsGroup(groupId)
    this.#checkAt = time.elapsed() + assignmentCheckMs
    const member = group?.members.find(one => one.memberId === memberId)
    if (!this.#running || member?.memberEpoch !== this.#epoch) return
    const active = ungroup(member.activeTasks)
    const standby = ungroup(member.standbyTasks)
    if (isSame(active, this.#assigned.active) && isSame(standby, this.#assigned.standby)) return
    logger.warn({ active, standby }, 'the group told of tasks in an answer that never came; taking them up')
    this.#assign({ ...this.#assigned, active, standby })
  }

  async #refused(answer: StreamsHeartbeatResponse): Promise<void> {
    const { error, errorMessage } = answer
    const { groupId, logger } = this.#options
    switch (error) {
      case 'UNKNOWN_MEMBER_ID':
      case 'FENCED_MEMBER_EPOCH':
        logger.warn({ groupId, error }, 'the group has given this member up; joining anew')
        this.#epoch = 0
        this.#owned = noTasks
        this.#assigned = noTasks
        this.#ownedChanged = false
        this.#endpointEpoch = 0
        this.#options.lost()
        return
      case 'UNSUPPORTED_VERSION':
        throw new StreamsError(
          'STREAMS_PROTOCOL_MISSING',
          'The brokers do not speak the streams protocol (KIP-1071). It is general since Kafka 4.2: upgrade the brokers, then raise ' +
            'the feature with `kafka-features.sh upgrade --feature streams.version=1`.',
        )
      case 'GROUP_ID_NOT_FOUND':
      case 'INCONSISTENT_GROUP_PROTOCOL':
        throw new StreamsError(
          'GROUP_PROTOCOL_MISMATCH',
          `"${groupId}" is a group of another kind: ${errorMessage ?? error}. Choose another application id, or delete that group.`,
        )
      case 'STREAMS_INVALID_TOPOLOGY':
      case 'STREAMS_INVALID_TOPOLOGY_EPOCH':
      case 'STREAMS_TOPOLOGY_FENCED':
      case 'INVALID_REQUEST':
      case 'INVALID_CONFIG':
      case 'GROUP_AUTHORIZATION_FAILED':
      case 'TOPIC_AUTHORIZATION_FAILED':
        throw new StreamsError(
          'TOPOLOGY_REFUSED',
          `The brokers refuse this member of "${groupId}": ${error}: ${errorMessage ?? 'no reason given'}`,
        )
      default: {
        const missing = error === 'UNKNOWN_SERVER_ERROR' ? await this.#missingTopics() : []
        const refusal = `${error} ${missing}`
        if (refusal === this.#lastRefusal) return
        this.#lastRefusal = refusal
        if (missing.length > 0)
          logger.warn({ groupId, missing }, 'source topics are missing; waiting until they are created')
        else logger.warn({ groupId, error, errorMessage }, 'heartbeat refused; trying again')
      }
    }
  }

  /** Kafka 4.3.1 has no other answer than UNKNOWN_SERVER_ERROR to a member with an endpoint whose source topics are missing. */
  async #missingTopics(): Promise<readonly string[]> {
    const { kafka, topology } = this.#options
    const needed = topology.subtopologies.flatMap(({ sourceTopics }) => sourceTopics)
    const { topics } = await kafka.metadata(needed)
    return needed.filter(name => !topics.has(name))
  }

  /** Says what the group waits for, once. */
  #tellStatus(answer: StreamsHeartbeatResponse): void {
    const status = answer.status.map(({ code, detail }) => `${code}: ${detail}`).join('; ')
    if (status === this.#lastStatus) return
    this.#lastStatus = status
    if (status !== '') this.#options.logger.info({ status }, 'the group is not ready yet')
    for (const { code, detail } of answer.status) {
      // 1: missing source topics, 2: wrong partition counts. Both may be mended while it runs, so they are not fatal.
      if (code === 1 || code === 2)
        this.#options.logger.warn({ detail }, 'the topics do not fit the topology; waiting until they do')
      if (code === 4)
        this.#options.failed(
          new StreamsError('TOPOLOGY_REFUSED', `The application was told to shut down: ${detail}`),
        )
    }
  }

  #join() {
    const { rebalanceTimeoutMs, topology, processId, endpoint } = this.#options
    return {
      ...this.#unchanged(),
      rebalanceTimeoutMs,
      topology,
      activeTasks: [],
      standbyTasks: [],
      warmupTasks: [],
      processId,
      userEndpoint: endpoint,
      clientTags: {},
    }
  }

  #unchanged() {
    return unchangedHeartbeat(this.member, this.#endpointEpoch)
  }
}

/** `["0_1", "0_2"]` as the protocol writes it. */
function group(tasks: readonly string[]): readonly StreamsTask[] {
  const partitions = new Map<string, number[]>()
  for (const task of tasks) {
    const [subtopology, partition] = task.split('_') as [string, string]
    partitions.set(subtopology, [...(partitions.get(subtopology) ?? []), Number(partition)])
  }
  return [...partitions]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([subtopologyId, list]) => ({ subtopologyId, partitions: list.sort((a, b) => a - b) }))
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(task => b.includes(task))
}

function ungroup(tasks: readonly StreamsTask[]): readonly string[] {
  return tasks.flatMap(({ subtopologyId, partitions }) =>
    partitions.map(partition => `${subtopologyId}_${partition}`),
  )
}
