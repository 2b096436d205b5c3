import type { Header } from 'millrace'

/** A record of an input topic, as it lies there. */
export interface InputRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly Header[]
}

/** Committed records of one partition in the order of their offsets; the same however often they are read. */
export interface InputPartition {
  readonly topic: string
  readonly partition: number
  /** The first offset that there is; above 0: older records were deleted. */
  readonly begin: number
  /** One after the last. */
  readonly end: number
  read(): AsyncIterable<InputRecord>
}
