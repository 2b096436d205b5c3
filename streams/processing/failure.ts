import type { Header } from '../graph/streamRecord.ts'

/** A record as it lies in its topic. */
export interface RawRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly Header[]
}

/** What went wrong with one record. */
export interface Failure {
  /** `deserialize`: its bytes. `process`: an operator or processor threw. `produce`: a result could not be written. */
  readonly stage: 'deserialize' | 'process' | 'produce'
  readonly error: Error
  /** The input record; null for a punctuation. */
  readonly record: RawRecord | null
  /** Subtopology and partition, such as `1_2`. */
  readonly task: string
  /** The step of the topology where it showed. */
  readonly node: string
}

/**
 * `fail`: stop this instance; nothing of the transaction is kept, and a restart meets the record again.
 * `skip`: leave the record out, counted and logged. `dead-letter`: write it as it was to the dead-letter topic, in the
 * same transaction, and go on.
 */
export type FailureResponse = 'fail' | 'skip' | 'dead-letter'

/** One handler a stage; each defaults to `fail`. A handler that throws means `fail`. */
export interface FailureHandlers {
  readonly deserialize?: (failure: Failure) => FailureResponse
  readonly process?: (failure: Failure) => FailureResponse
  readonly produce?: (failure: Failure) => FailureResponse
}

/** The provided answer for every stage. Needs `deadLetterTopic`. */
export const deadLetter = (_failure: Failure): FailureResponse => 'dead-letter'

/** A failure that the handlers did not forgive. Fatal for the instance. */
export class RecordFailed extends Error {
  readonly code = 'RECORD_FAILED'
  readonly failure: Failure

  constructor(failure: Failure) {
    const { record } = failure
    const where = record
      ? `${record.topic}[${record.partition}]@${record.offset}`
      : `a punctuation of task ${failure.task}`
    super(
      `Could not ${failure.stage} ${where}: ${failure.error.message}. ` +
        `Mend the cause and restart, or give errors.${failure.stage} a handler such as deadLetter.`,
      { cause: failure.error },
    )
    this.name = 'RecordFailed'
    this.failure = failure
  }
}
