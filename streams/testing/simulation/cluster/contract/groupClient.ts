import { unchangedHeartbeat } from '../../../../wire/heartbeat.ts'
import type {
  StreamsHeartbeatRequest,
  StreamsHeartbeatResponse,
  StreamsSubtopology,
  StreamsTask,
  StreamsTopology,
} from '../../../../wire/kafka.ts'
import type { ClusterFixture } from './clusterFixture.ts'

/** A member of a streams group, heartbeat by heartbeat. */
export class GroupClient {
  readonly groupId: string
  readonly memberId: string
  readonly #fixture: ClusterFixture
  readonly #topology: StreamsTopology
  epoch = 0
  active: readonly StreamsTask[] = []
  standby: readonly StreamsTask[] = []
  endpoints: StreamsHeartbeatResponse['partitionsByUserEndpoint'] = null
  rebalanceTimeoutMs = 10_000
  /** Whether it says where it can be asked. */
  hasEndpoint = true

  constructor(
    fixture: ClusterFixture,
    groupId: string,
    topology: StreamsTopology,
    memberId = fixture.name('member'),
  ) {
    this.#fixture = fixture
    this.groupId = groupId
    this.memberId = memberId
    this.#topology = topology
  }

  get tasks(): number {
    return this.active.reduce((sum, { partitions }) => sum + partitions.length, 0)
  }

  get standbys(): number {
    return this.standby.reduce((sum, { partitions }) => sum + partitions.length, 0)
  }

  /** One heartbeat as it is, past what this member believes. */
  send(changes: Partial<StreamsHeartbeatRequest>): Promise<StreamsHeartbeatResponse> {
    const { groupId, memberId, epoch } = this
    return this.#fixture.kafka.streamsGroupHeartbeat({
      ...unchangedHeartbeat({ groupId, memberId, memberEpoch: epoch }),
      ...changes,
    })
  }

  /** Epoch 0: as a new process would, whatever it was before. */
  async join(): Promise<StreamsHeartbeatResponse> {
    return this.#take(
      await this.send({
        memberEpoch: 0,
        rebalanceTimeoutMs: this.rebalanceTimeoutMs,
        topology: this.#topology,
        activeTasks: [],
        standbyTasks: [],
        warmupTasks: [],
        processId: this.memberId,
        userEndpoint: this.hasEndpoint ? { host: this.memberId, port: 1 } : null,
        clientTags: {},
      }),
    )
  }

  async beat(): Promise<StreamsHeartbeatResponse> {
    return this.#take(await this.send({}))
  }

  /** Tells that it has what it was last told to have, and nothing more. */
  async report(): Promise<StreamsHeartbeatResponse> {
    const owned = { activeTasks: this.active, standbyTasks: this.standby, warmupTasks: [] }
    return this.#take(await this.send(owned))
  }

  leave(): Promise<StreamsHeartbeatResponse> {
    return this.send({ memberEpoch: -1 })
  }

  /** Joins, and heartbeats until it has so many active tasks. A topic just created is not known to every coordinator yet. */
  async settle(tasks: number): Promise<this> {
    await this.#fixture.until(
      () => (this.epoch === 0 ? this.join() : this.report()),
      () => this.tasks === tasks,
    )
    return this
  }

  #take(response: StreamsHeartbeatResponse): StreamsHeartbeatResponse {
    if (response.error !== null) return response
    this.epoch = response.memberEpoch
    this.active = response.activeTasks ?? this.active
    this.standby = response.standbyTasks ?? this.standby
    this.endpoints = response.partitionsByUserEndpoint ?? this.endpoints
    return response
  }
}

/** One subtopology: reads these topics, and keeps a store if a changelog is named. */
export function topologyOf(
  sourceTopics: readonly string[],
  changes: Partial<StreamsSubtopology> = {},
): StreamsTopology {
  return {
    epoch: 0,
    subtopologies: [
      {
        id: '0',
        sourceTopics,
        stateChangelogTopics: [],
        repartitionSinkTopics: [],
        repartitionSourceTopics: [],
        copartitionGroups: [{ sourceTopics: sourceTopics.map((_, i) => i), repartitionSourceTopics: [] }],
        ...changes,
      },
    ],
  }
}

/** Heartbeats of all, each telling what it has, until the condition holds. */
export async function settleAll(
  fixture: ClusterFixture,
  members: readonly GroupClient[],
  holds: () => boolean,
): Promise<void> {
  await fixture.until(async () => {
    for (const member of members) await member.report()
    return members.map(({ tasks, standbys, epoch }) => [tasks, standbys, epoch])
  }, holds)
}
