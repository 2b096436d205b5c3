import type { Header } from '../graph/streamRecord.ts'
import type { FollowedOutput } from './recordObserver.ts'

/** A record ready to be written. */
export interface OutputRecord {
  readonly topic: string
  /** Null: by the key, as every Kafka client partitions it; without a key, the task's own number. */
  readonly partition: number | null
  readonly key: string | Uint8Array | null
  readonly value: string | Uint8Array | null
  readonly timestamp: number
  readonly headers: readonly Header[]
  /** Told of again when it is committed. */
  readonly followed?: FollowedOutput
}

/** Where tasks write to: the open transaction, or a test's memory. */
export interface RecordWriter {
  /** Throws when the record is too large for its topic. Asked for every output of a record before the first is written. */
  check(record: OutputRecord): void
  /** Takes what was checked; does not fail. */
  write(record: OutputRecord, taskPartition: number): void
}
