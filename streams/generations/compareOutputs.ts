import type { RecordHeader } from '../wire/records/recordHeader.ts'

/** One side: a topic up to an offset a partition, and which of its records count. */
export interface OutputSide {
  readonly topic: string
  /** Offsets (exclusive) by partition; default: as it is now. */
  readonly upTo?: readonly number[]
  /** Default: all. After a reset a topic has the same events again: those of one run are told by a header. */
  readonly accept?: (headers: readonly RecordHeader[]) => boolean
}

export interface OutputRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
}

export interface OutputComparison {
  /** Records, and distinct ids among them. */
  readonly left: { readonly records: number; readonly ids: number }
  readonly right: { readonly records: number; readonly ids: number }
  readonly onlyLeft: number
  readonly onlyRight: number
  /** Same id, another value. */
  readonly changed: number
  /** In the order of ids. */
  readonly first: readonly OutputDifference[]
}

export interface OutputDifference {
  readonly id: string
  readonly left: OutputRecord | null
  readonly right: OutputRecord | null
}

export interface CompareOutputsOptions {
  /** What makes two records the same one, such as the event's id. */
  readonly idOf: (record: OutputRecord) => string
  /** Differing records that are kept. Default 20. */
  readonly first?: number
  /** Ids in memory at a time: with more, the topics are read several times. Default 500,000. */
  readonly maxIds?: number
}
