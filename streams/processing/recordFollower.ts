import type { Header } from '../graph/streamRecord.ts'
import type { InputRecord } from './inputRecord.ts'
import type { FollowedOutput, RecordObserver, TracedRecord } from './recordObserver.ts'
import type { OutputRecord } from './recordWriter.ts'
import { readTraceContext, type TraceContext, withTraceContext } from './traceContext.ts'

/** On records of repartition topics: the timestamp of the source record that they come from. */
const acceptedHeader = 'millrace.accepted'

/**
 * Takes what is known of an input record to all that is written of it, whatever its processors do with headers: the trace that it
 * belongs to, and, over repartition topics, when its source record was accepted. Of records of which neither is known nothing
 * changes.
 */
export class RecordFollower {
  readonly #applicationId: string
  readonly #task: string
  readonly #observer: RecordObserver | null
  #acceptedAt: number | null = null
  #context: TraceContext | null = null
  #traced: TracedRecord | null = null
  /** Whether anything is known of the record in hand. */
  isFollowing = false

  constructor(applicationId: string, task: string, observer: RecordObserver | null) {
    this.#applicationId = applicationId
    this.#task = task
    this.#observer = observer
  }

  /** A record is taken in hand. Returns it as its processors see it. */
  take(record: InputRecord, isInternal: boolean): InputRecord {
    const { headers } = record
    if (headers.length === 0 && (isInternal || this.#observer === null)) return record
    if (!isInternal) this.#acceptedAt = this.#observer?.isMeasured(record.timestamp) ? record.timestamp : null
    else this.#acceptedAt = readAccepted(headers)
    if (headers.length > 0) this.#context = readTraceContext(headers)
    if (this.#context && this.#observer?.isTracing) {
      const { topic, partition, offset, timestamp } = record
      const of = { applicationId: this.#applicationId, task: this.#task, isInternal, context: this.#context }
      this.#traced = { ...of, topic, partition, offset, timestamp }
      this.#observer.began(this.#traced)
      this.#context = this.#traced.context
    }
    this.isFollowing = this.#acceptedAt !== null || this.#context !== null
    if (!isInternal || this.#acceptedAt === null) return record
    return { ...record, headers: headers.filter(({ key }) => key !== acceptedHeader) }
  }

  /** One of its outputs. */
  follow(output: OutputRecord, isInternal: boolean): OutputRecord {
    let context = this.#context
    if (isInternal) {
      const headers = context ? withTraceContext(output.headers, context) : output.headers
      return {
        ...output,
        headers: this.#acceptedAt === null ? headers : withAccepted(headers, this.#acceptedAt),
      }
    }
    const of = this.#traced
    if (this.#acceptedAt === null && of === null)
      return { ...output, headers: withTraceContext(output.headers, context!) }
    const followed: FollowedOutput = { topic: output.topic, acceptedAt: this.#acceptedAt, of, context }
    if (of !== null) this.#observer!.writing(followed)
    context = followed.context
    return {
      ...output,
      headers: context ? withTraceContext(output.headers, context) : output.headers,
      followed,
    }
  }

  /** It is done with. */
  leave(error: Error | null): void {
    if (this.#traced) this.#observer!.ended(this.#traced, error)
    this.#traced = null
    this.#context = null
    this.#acceptedAt = null
    this.isFollowing = false
  }
}

function readAccepted(headers: readonly Header[]): number | null {
  const value = headers.find(({ key }) => key === acceptedHeader)?.value
  const at = value ? Number(Buffer.from(value).toString('latin1')) : Number.NaN
  return Number.isSafeInteger(at) ? at : null
}

const withAccepted = (headers: readonly Header[], at: number): readonly Header[] => [
  ...headers,
  { key: acceptedHeader, value: Buffer.from(String(at)) },
]
