import type { RepartitionNode, SinkNode } from '../graph/node.ts'
import type { RecordSource } from '../graph/processor.ts'
import type { StreamRecord } from '../graph/streamRecord.ts'
import type { TaskStore } from '../stores/taskStore.ts'
import type { Trail } from './trail.ts'

/** Takes a record to the next step. */
export type Forward = (record: StreamRecord<unknown, unknown>) => void

/** What the operators of one task reach of the world around them. */
export interface OperatorEnvironment {
  readonly applicationId: string
  readonly partition: number
  readonly clock: TaskClock
  readonly trail: Trail
  store(name: string): TaskStore
  /** The row of a global table; undefined when there is none. */
  globalRow(table: string, key: unknown): unknown
  /** Hands over a record to be written to a topic, if its processing succeeds. */
  emit(node: SinkNode | RepartitionNode, record: StreamRecord<unknown, unknown>): void
}

/** The task's event time and the record in hand; the engine moves it. */
export interface TaskClock {
  /** Event time of the record (or punctuation) in hand. */
  timestamp: number
  /** The greatest event time seen; −1 before the first record. */
  streamTime: number
  source: RecordSource | null
}
