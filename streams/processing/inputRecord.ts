import type { StreamRecord } from '../graph/streamRecord.ts'
import type { RawRecord } from './failure.ts'

/** A deserialised record on its way into a task. */
export interface InputRecord extends StreamRecord<unknown, unknown> {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** The bytes, for the dead-letter topic; computed when asked for. */
  raw(): RawRecord
}
