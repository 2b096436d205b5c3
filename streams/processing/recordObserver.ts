import type { TraceContext } from './traceContext.ts'

/** A record that belongs to a trace, while it is processed. */
export interface TracedRecord {
  readonly applicationId: string
  /** `<subtopology>_<partition>` */
  readonly task: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  /** Of a repartition topic of this application. */
  readonly isInternal: boolean
  /** As the record has it. What a listener puts in its place goes to all that is written of the record. */
  context: TraceContext
}

/** A record on its way to a sink's topic of which somebody wants to know when it is committed. */
export interface FollowedOutput {
  /** By its own name, whatever the role of the instance. */
  readonly topic: string
  /** The timestamp that its source record had in Kafka; null: this is not measured. */
  readonly acceptedAt: number | null
  /** What it is written for; null: that belongs to no trace. */
  readonly of: TracedRecord | null
  /** What it carries; a listener may put another in its place. Null: none. */
  context: TraceContext | null
}

/** Looks on while a task processes. Must not throw. */
export interface RecordObserver {
  /** Whether the time from the acceptance of this record of a source topic on is to be measured. */
  isMeasured(timestamp: number): boolean
  /** Whether anybody wants to know of records that belong to traces. */
  readonly isTracing: boolean
  began(record: TracedRecord): void
  /** `error`: why it was not processed as meant. */
  ended(record: TracedRecord, error: Error | null): void
  writing(output: FollowedOutput): void
}
