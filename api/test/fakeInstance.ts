import {
  type InstanceEndpoint,
  type Page,
  type PageOptions,
  type State,
  StoreUnavailable,
  type StreamsStatus,
} from 'millrace'
import { cabinet } from '../../topology/cabinet.ts'
import type { Instance, StoreReads } from '../instance.ts'

type Row = Readonly<Record<string, unknown>>

const topology = cabinet()

/** An application in memory: rows by store and partition, of which this instance has some. */
export class FakeInstance implements Instance {
  readonly topology = topology
  readonly rows = new Map<string, Map<string, Row>>()
  state: State = 'RUNNING'
  partitions: readonly number[] = [0, 1, 2]
  /** Partitions that are followed here, and the changes each lacks. */
  standbys: Readonly<Record<number, number>> = {}
  peers: InstanceEndpoint[] = []
  restoring: StreamsStatus['restoring'] = []
  paused: StreamsStatus['paused'] = null

  put(store: string, key: string, row: Row): this {
    if (!this.rows.has(store)) this.rows.set(store, new Map())
    this.rows.get(store)!.set(key, row)
    return this
  }

  endpoints(): readonly InstanceEndpoint[] {
    return this.peers
  }

  status(): StreamsStatus {
    return {
      state: this.state,
      applicationId: 'cabinet',
      memberId: 'member',
      memberEpoch: 1,
      tasks: this.partitions.map(partition => ({
        id: `0_${partition}`,
        processed: 7,
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
        reads: 9,
        restored: { records: 11, bytes: 1100 },
        produced: { 'facture.created': 5 },
        failures: {},
      },
      lastCommit: null,
      bytes: { fetched: 1, pending: 2, changelogs: 5, cached: 3, database: 4 },
      budget: { fetched: 10, pending: 20, changelogs: 50, cached: 30, database: 40 },
      disk: { usedBytes: 5, freeBytes: 6, lowBytes: 7 },
      paused: this.paused,
    } as StreamsStatus
  }

  store<K, V>(name: string): StoreReads<K, V> {
    const { partitions, standbys } = this
    const reads = (of: readonly number[]) => ({
      get: async (key: K) => this.#rows(name, of).find(([each]) => each === key)?.[1] as V | undefined,
      page: async (options: PageOptions<K> = {}) =>
        pageOf(this.#rows(name, of), options as never) as unknown as Page<K, V>,
    })
    return {
      partitions,
      standbys: Object.entries(standbys).map(([partition, lag]) => ({
        partition: Number(partition),
        lag,
        behindMs: lag * 10,
      })),
      at: (...of) => reads(of),
      ...reads(partitions),
    }
  }

  #rows(name: string, partitions: readonly number[]): readonly (readonly [string, Row])[] {
    if (partitions.length === 0) throw new StoreUnavailable(name)
    return [...(this.rows.get(name) ?? new Map<string, Row>())]
      .filter(([key]) => partitions.includes(partitionOf(key)))
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }
}

function pageOf(own: readonly (readonly [string, Row])[], options: PageOptions<string>): Page<string, Row> {
  const { from, to, after, limit = 100, filter } = options
  const rows = own.filter(
    ([key, row]) =>
      (from === undefined || key >= from) &&
      (to === undefined || key < to) &&
      (after === undefined || key > after) &&
      (!filter || filter(row, key)),
  )
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? page.at(-1)![0] : null }
}

/** Where the fake keeps a key: by its last character, which a test can choose. */
export const partitionOf = (key: string): number => (key.codePointAt(key.length - 1) ?? 0) % 3
