/**
 * What the console's routes answer: plain data, shared by the server and its pages. Counters are since the start of their
 * instance; who polls makes rates of them. Moments are ms since the epoch.
 */

/** One instance of the application, and what it said. */
export interface FromInstance<T> {
  /** Host and port; `self` where instances have no endpoints. */
  readonly instance: string
  /** Null: it did not answer in time. */
  readonly said: T | null
}

/** The instance that was asked first, then the others. */
export interface FromInstances<T> {
  readonly instances: readonly FromInstance<T>[]
}

/** `/topology`: what the program is, the same on every instance. */
export interface GraphAnswer {
  readonly applicationId: string
  readonly subtopologies: readonly GraphPart[]
  /** Tables that every instance holds whole. */
  readonly globals: readonly { readonly name: string; readonly topic: string }[]
}

export interface GraphPart {
  /** Its tasks are `<id>_<partition>`. */
  readonly id: string
  readonly nodes: readonly GraphStep[]
  readonly stores: readonly GraphStore[]
}

export interface GraphStep {
  readonly name: string
  readonly kind: string
  readonly parents: readonly string[]
  readonly stores: readonly string[]
  /** What a source reads, and a sink or a repartition writes, by the names that Kafka knows. */
  readonly topics: readonly string[]
  /** The short name of the repartition topic that it reads or writes; null: it reads or writes none. */
  readonly repartition: string | null
}

export interface GraphStore {
  readonly name: string
  readonly engine: 'rocksdb' | 'memory'
  /** The topic it is restored from; null: none. */
  readonly changelog: string | null
  readonly indexes: readonly string[]
  readonly ttlMs: number | null
  readonly historyMs: number | null
  /** False: its rows depend on more than the input. */
  readonly comparable: boolean
}

/** `/flow`. */
export interface FlowAnswer extends FromInstances<InstanceFlow> {
  /** Over all partitions; null where one is missing or not known yet. */
  readonly stores: readonly {
    readonly store: string
    readonly rows: number | null
    readonly hash: string | null
  }[]
}

export interface InstanceFlow {
  readonly at: number
  /** By the names of the steps. */
  readonly nodes: Readonly<Record<string, StepFigures>>
  readonly topics: Readonly<Record<string, TopicFigures>>
  /** Of the tasks that run there. */
  readonly inputs: readonly InputFigures[]
  /** Of the tasks that run there. */
  readonly stores: readonly FlowStore[]
}

export interface StepFigures {
  readonly records: number
  /** Its own time, estimated from samples. */
  readonly nanos: number
  readonly failures: number
  readonly failedAt: number | null
}

export interface TopicFigures {
  readonly inRecords: number
  readonly inBytes: number
  readonly outRecords: number
  readonly outBytes: number
}

export interface InputFigures {
  readonly topic: string
  readonly partition: number
  /** The next offset to take, and the end as last heard of. */
  readonly position: number
  readonly end: number
  readonly lag: number
}

export interface FlowStore {
  readonly store: string
  readonly partition: number
  /** Null: not known yet. */
  readonly rows: number | null
  readonly hash: string | null
}

/** `/cluster`, by instance. */
export interface InstanceReport {
  readonly at: number
  readonly state: string
  /** Where its outputs go: `live`, `shadow`, `none`. */
  readonly role: string
  readonly memberId: string
  readonly memberEpoch: number
  /** Why its intake stands still; null: it does not. */
  readonly paused: string | null
  readonly cut: string | null
  readonly tasks: readonly {
    readonly id: string
    readonly processed: number
    readonly lag: number
  }[]
  readonly standbys: readonly {
    readonly id: string
    readonly role: 'standby' | 'warm-up'
    readonly lag: number
    /** Null: not once at the end since it began to follow. */
    readonly behindMs: number | null
  }[]
  readonly restoring: readonly {
    readonly store: string
    readonly partition: number
    readonly from: number
    readonly at: number
    readonly to: number
    readonly perSecond: number
    readonly remainingMs: number | null
  }[]
  readonly processed: number
  readonly commits: number
  readonly recoveries: number
  readonly aborts: number
  readonly lastCommit: { readonly ms: number; readonly rows: number } | null
  /** Bytes held and the most they may be, by what for. */
  readonly memory: Readonly<Record<string, { readonly bytes: number; readonly budget: number }>>
  readonly disk: { readonly usedBytes: number; readonly freeBytes: number; readonly lowBytes: number } | null
}

/** `/timeline`: of all instances, the newest first. */
export interface TimelineAnswer {
  readonly unanswered: readonly string[]
  readonly events: readonly TimelineMoment[]
}

/** Beside its kind an event has details of its own (`TimelineEvent` of the engine). */
export interface TimelineMoment {
  readonly instance: string
  readonly at: number
  readonly kind: string
  readonly [detail: string]: unknown
}

/** `/stores`. */
export interface StoresAnswer {
  readonly unanswered: readonly string[]
  readonly stores: readonly StoreAnswer[]
}

export interface StoreAnswer {
  readonly store: string
  readonly subtopology: string
  /** Over the active partitions; null where one is missing or not known yet. */
  readonly rows: number | null
  readonly hash: string | null
  readonly bytes: number | null
  /** By partition, the one that runs it before those that stand by. */
  readonly partitions: readonly StorePartition[]
}

export interface StorePartition {
  readonly partition: number
  readonly instance: string
  readonly role: 'active' | 'standby'
  readonly rows: number | null
  readonly hash: string | null
  /** How far its changelog is in the rows. */
  readonly offset: number | null
  readonly bytes: number | null
  readonly cachedRows: number | null
  readonly hits: number | null
  readonly misses: number | null
}

/** `/stores/:store/rows`: committed rows in the order of their keys. */
export interface RowsAnswer {
  readonly rows: readonly { readonly key: string; readonly value: unknown }[]
  /** Pass as `after` for what follows; null at the end. */
  readonly next: string | null
  /** Partitions that nobody answered for. */
  readonly missing: readonly number[]
}

/** `/nodes/:node/records`: what came to the step while somebody watched, the newest first. */
export interface RecordsAnswer {
  readonly unanswered: readonly string[]
  readonly records: readonly SeenRecord[]
}

/** The input record that led to it; all three null: a punctuation. */
interface Origin {
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
}

export interface SeenRecord extends Origin {
  readonly instance: string
  readonly at: number
  readonly task: string
  readonly timestamp: number
  /** As data; a change of a table is `{ now, before }`. */
  readonly key: unknown
  readonly value: unknown
  readonly isCut: boolean
  readonly headers: readonly { readonly key: string; readonly value: string | null }[]
}

/** `/nodes/:node/failures`: the newest of every instance, the newest first. */
export interface FailuresAnswer {
  readonly unanswered: readonly string[]
  readonly failures: readonly SeenFailure[]
}

export interface SeenFailure extends Origin {
  readonly instance: string
  readonly at: number
  readonly stage: string
  readonly response: string
  readonly error: string
  readonly task: string
}
