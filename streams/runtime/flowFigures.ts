import type { RecentFailure } from '../operators/recentFailure.ts'

/** What passed through the topology of one instance. Counted since its start; rates are differences of two of these. */
export interface FlowFigures {
  /** When, ms. */
  readonly at: number
  /** By the names of the topology's steps: every one of them is here. */
  readonly nodes: Readonly<Record<string, NodeFigures>>
  /** By topic: every one that this instance has read or written. */
  readonly topics: Readonly<Record<string, TopicFigures>>
  /** In the order of the topology's stores, then by partition: those that this instance has now. */
  readonly stores: readonly StoreFigures[]
}

export interface NodeFigures {
  /** Records that came to the step. Those of a transaction that was given up count each time. */
  readonly records: number
  /**
   * Time of its own, ns: without the steps after it; of a source with the decoding of its records, of a sink with the encoding.
   * Measured for some of the records and estimated from those where there are many.
   */
  readonly nanos: number
  readonly failures: number
  readonly lastFailure: RecentFailure | null
}

export interface TopicFigures {
  /** Taken; those of a transaction that was given up count each time. */
  readonly inRecords: number
  /** As encoded, without compression. */
  readonly inBytes: number
  /** Committed. */
  readonly outRecords: number
  readonly outBytes: number
}

export interface StoreFigures {
  readonly store: string
  readonly partition: number
  /** Whether the task runs here, or is kept for another instance. */
  readonly role: 'active' | 'standby'
  /** Committed. Null where it is not known yet: a scan in the background is to come. */
  readonly rows: number | null
  /** Of the committed rows: 32 hexadecimal digits; null as `rows`. */
  readonly hash: string | null
  /** On the disk, by the database's estimate, as of some seconds ago; null: not known, or not on a disk. */
  readonly bytes: number | null
  /** Rows in memory, and what they take. Of a standby none are. */
  readonly cachedRows: number
  readonly cachedBytes: number
  readonly uncommittedRows: number
  /** Rows that processing asked for: found in memory, or read from the database. */
  readonly hits: number
  readonly misses: number
}
