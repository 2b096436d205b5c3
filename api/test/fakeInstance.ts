import type {
  CutSnapshot,
  FlowFigures,
  InstanceEndpoint,
  RecentFailure,
  RecentRecord,
  State,
  StoreHash,
  StreamsStatus,
  TimelineEvent,
} from 'millrace'
import { TestInstance } from 'millrace/testing'
import { rowSchemas } from '../../state/rowSchemas.ts'
import { cabinet } from '../../topology/cabinet.ts'
import type { Instance } from '../instance.ts'

const topology = cabinet()

/** The cabinet in memory: rows by store and partition, of which this instance has some. */
export class FakeInstance extends TestInstance implements Instance {
  state: State = 'RUNNING'
  restoring: StreamsStatus['restoring'] = []
  paused: StreamsStatus['paused'] = null

  /** As its hashes are told. */
  kept: StoreHash[] = []
  /** What came to any step. */
  seen: RecentRecord[] = []
  /** By the ids of their cuts. */
  readonly snapshots = new Map<string, CutSnapshot>()
  /** What a new snapshot is. */
  snapshotOf: (cut: string) => CutSnapshot = cut => ({
    cut,
    hashes: this.kept,
    page: async () => [],
    scan: async () => ({ rows: 0, hash: '0'.repeat(32) }),
    close: () => void this.snapshots.delete(cut),
  })

  constructor() {
    super(topology, 3)
  }

  hashes(): readonly StoreHash[] {
    return this.kept
  }

  async cutSnapshot(cut: string): Promise<CutSnapshot> {
    const snapshot = this.snapshotOf(cut)
    this.snapshots.set(cut, snapshot)
    return snapshot
  }

  keptSnapshot(cut: string): CutSnapshot | null {
    return this.snapshots.get(cut) ?? null
  }

  flow(): FlowFigures {
    return {
      at: 1_000,
      nodes: Object.fromEntries(
        topology.nodes.map(({ name }) => [name, { records: 7, nanos: 70, failures: 0, lastFailure: null }]),
      ),
      topics: { 'patient.created': { inRecords: 21, inBytes: 210, outRecords: 0, outBytes: 0 } },
      stores: this.kept.map(({ store, partition, role, rows, hash }) => ({
        store,
        partition,
        role,
        rows,
        hash,
        bytes: null,
        cachedRows: 1,
        cachedBytes: 10,
        uncommittedRows: 0,
        hits: 3,
        misses: 1,
      })),
    }
  }

  watch(): void {}

  recent(): readonly RecentRecord[] {
    return this.seen
  }

  failures(): readonly RecentFailure[] {
    return []
  }

  timeline(): readonly TimelineEvent[] {
    return [{ at: 1_000, kind: 'state', from: 'REBALANCING', to: 'RUNNING' }]
  }

  /** Rows are of the version of today; those that do not say so, too. */
  override put(store: string, key: string, row: object | null, partition?: number, timestamp?: number): this {
    const v = Object.values(rowSchemas).find(({ name }) => name === store)?.version
    return super.put(store, key, row && { v, ...row }, partition, timestamp)
  }

  status(): StreamsStatus {
    return {
      state: this.state,
      applicationId: 'cabinet',
      role: 'live',
      cut: null,
      intakePerSecond: null,
      memberId: 'member',
      memberEpoch: 1,
      tasks: this.partitions.map(partition => ({
        id: `0_${partition}`,
        processed: 7,
        cut: null,
        streamTime: 0,
        inputs: [{ topic: 'patient.created', partition, position: 7, end: 9, lag: 2 }],
        stores: [],
      })),
      restoring: this.restoring,
      restoreTotal: null,
      standbys: [],
      totals: {
        processed: 21,
        consumed: { 'patient.created': 21 },
        commits: 3,
        recoveries: 1,
        aborts: 1,
        reads: 9,
        restored: { records: 11, bytes: 1100 },
        produced: { 'facture.created': 5 },
        consumedBytes: { 'patient.created': 2100 },
        producedBytes: { 'facture.created': 900 },
        cache: { hits: 8, misses: 2 },
        failures: {},
      },
      lastCommit: null,
      bytes: { fetched: 1, pending: 2, changelogs: 5, cached: 3, database: 4 },
      budget: { fetched: 10, pending: 20, changelogs: 50, cached: 30, database: 40 },
      database: null,
      disk: { usedBytes: 5, freeBytes: 6, lowBytes: 7 },
      paused: this.paused,
    } as StreamsStatus
  }
}

/** Where an instance is, as the group tells it, with these partitions of everything. */
export const endpointOf = (
  port: number,
  active: readonly number[],
  standby: readonly number[] = [],
): InstanceEndpoint => {
  const everything = (partitions: readonly number[]) =>
    topology.subtopologies.flatMap(({ sources }) =>
      sources.flatMap(({ topics, internal }) =>
        topics.map(topic => ({ topic: internal ? `cabinet-${topic}-repartition` : topic, partitions })),
      ),
    )
  return { endpoint: { host: '127.0.0.1', port }, active: everything(active), standby: everything(standby) }
}
