import type { Serde } from '../serdes/serde.ts'
import type { Processor } from './processor.ts'
import type { Header, StreamRecord } from './streamRecord.ts'

/**
 * The steps of a topology as plain data. `parents` are names; a node's kind says what its records are:
 * stream values, or (kinds with "table" in them, `materialize` and `aggregate`) changes of a table.
 */
export type GraphNode =
  | SourceNode
  | FilterNode
  | MapNode
  | MapValuesNode
  | FlatMapNode
  | SelectKeyNode
  | PeekNode
  | MergeNode
  | BranchNode
  | CaseNode
  | ProcessNode
  | MaterializeNode
  | AggregateNode
  | TableFilterNode
  | TableMapValuesNode
  | ToStreamNode
  | StreamTableJoinNode
  | StreamGlobalJoinNode
  | TableTableJoinNode
  | RepartitionNode
  | SinkNode

interface Base {
  readonly name: string
  readonly parents: readonly string[]
}

/** Reads topics. `internal`: the one topic is a repartition topic, named without the application's prefix. */
export interface SourceNode extends Base {
  readonly kind: 'source'
  readonly topics: readonly string[]
  readonly internal: boolean
  readonly key: Serde<unknown>
  readonly value: Serde<unknown>
}

export interface FilterNode extends Base {
  readonly kind: 'filter'
  readonly predicate: (value: unknown, key: unknown) => boolean
}

export interface MapNode extends Base {
  readonly kind: 'map'
  readonly map: (value: unknown, key: unknown) => KeyValue<unknown, unknown>
}

export interface MapValuesNode extends Base {
  readonly kind: 'mapValues'
  readonly map: (value: unknown, key: unknown) => unknown
}

export interface FlatMapNode extends Base {
  readonly kind: 'flatMap'
  readonly map: (value: unknown, key: unknown) => Iterable<KeyValue<unknown, unknown>>
}

export interface SelectKeyNode extends Base {
  readonly kind: 'selectKey'
  readonly select: (value: unknown, key: unknown) => unknown
}

export interface PeekNode extends Base {
  readonly kind: 'peek'
  readonly peek: (value: unknown, key: unknown) => void
}

export interface MergeNode extends Base {
  readonly kind: 'merge'
}

/** Hands each record to the first case whose predicate holds; to none if none does. */
export interface BranchNode extends Base {
  readonly kind: 'branch'
  readonly cases: readonly {
    readonly node: string
    readonly predicate: (value: unknown, key: unknown) => boolean
  }[]
}

/** One way out of a branch. */
export interface CaseNode extends Base {
  readonly kind: 'case'
}

export interface ProcessNode extends Base {
  readonly kind: 'process'
  readonly processor: Processor<unknown, unknown, unknown, unknown, Readonly<Record<string, never>>>
  /** Store names by the processor's own names for them. */
  readonly stores: Readonly<Record<string, string>>
}

/** Turns a stream of rows into a table: keeps the latest value of each key; null deletes. */
export interface MaterializeNode extends Base {
  readonly kind: 'materialize'
  readonly store: string
}

export interface AggregateNode extends Base {
  readonly kind: 'aggregate'
  readonly store: string
  readonly initialize: () => unknown
  readonly add: (aggregate: unknown, value: unknown, key: unknown) => unknown
}

export interface TableFilterNode extends Base {
  readonly kind: 'tableFilter'
  readonly predicate: (value: unknown, key: unknown) => boolean
}

export interface TableMapValuesNode extends Base {
  readonly kind: 'tableMapValues'
  readonly map: (value: unknown, key: unknown) => unknown
}

export interface ToStreamNode extends Base {
  readonly kind: 'toStream'
}

/** Where a table's row is found: in a store, through the steps that lie between store and table. */
export interface TableLookup {
  readonly store: string
  readonly steps: readonly ((value: unknown, key: unknown) => unknown)[]
}

export interface StreamTableJoinNode extends Base {
  readonly kind: 'streamTableJoin'
  readonly table: TableLookup
  /** `inner`: records without a row are dropped. `left`: the joiner is called with undefined. */
  readonly type: 'inner' | 'left'
  readonly join: (value: unknown, row: unknown, key: unknown) => unknown
}

/** The row is found by a key made from the record; the table is whole on every instance. */
export interface StreamGlobalJoinNode extends Base {
  readonly kind: 'streamGlobalJoin'
  readonly table: string
  readonly select: (value: unknown, key: unknown) => unknown
  readonly type: 'inner' | 'left'
  readonly join: (value: unknown, row: unknown, key: unknown) => unknown
}

/** Parents: the left table, then the right one. */
export interface TableTableJoinNode extends Base {
  readonly kind: 'tableTableJoin'
  readonly left: TableLookup
  readonly right: TableLookup
  readonly type: 'inner' | 'left' | 'outer'
  readonly join: (left: unknown, right: unknown, key: unknown) => unknown
}

/** Writes to the repartition topic `<applicationId>-<topic>-repartition`, which an internal source reads. */
export interface RepartitionNode extends Base {
  readonly kind: 'repartition'
  readonly topic: string
  /** 0: as many as the topics that feed it have. */
  readonly partitions: number
  readonly key: Serde<unknown>
  readonly value: Serde<unknown>
}

export interface SinkNode extends Base {
  readonly kind: 'sink'
  readonly topic: string | ((record: StreamRecord<unknown, unknown>) => string)
  /** Every topic it may write to. */
  readonly topics: readonly string[]
  readonly key: Serde<unknown>
  readonly value: Serde<unknown>
  /** Headers of what is written; default: those of the record. */
  readonly headers: ((record: StreamRecord<unknown, unknown>) => readonly Header[]) | null
}

export interface KeyValue<K, V> {
  readonly key: K
  readonly value: V
}
