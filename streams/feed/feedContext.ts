import type { ChangelogReader } from '../runtime/changelogReader.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Time } from '../runtime/time.ts'
import type { Kafka } from '../wire/kafka.ts'
import type { FeedCounters } from './feedCounters.ts'
import type { SegmentMemory } from './segments.ts'
import type { ShownPages } from './shownPages.ts'
import type { Slots } from './slots.ts'
import type { SnapshotSource } from './snapshotSource.ts'
import type { WriteToken } from './source.ts'

/** What all parts of a feed share. */
export interface FeedContext {
  readonly kafka: Kafka
  readonly applicationId: string
  readonly reader: ChangelogReader
  readonly memory: SegmentMemory
  readonly snapshots: SnapshotSource
  readonly pages: ShownPages
  /** Reads of what is not in memory any more. */
  readonly slots: Slots
  /** Reads of snapshots. */
  readonly pageSlots: Slots
  readonly counters: FeedCounters
  readonly windowMs: number
  readonly clientBytes: number
  /** A frame ends at the first item that takes it beyond. */
  readonly frameBytes: number
  readonly coalesceMs: number
  /** How long Kafka, or a snapshot, may not answer. */
  readonly patienceMs: number
  /** Read of both changelogs of a partition, at most, to find the rows that differ at a switch. */
  readonly crossingRecords: number
  /** What these rows may take in memory, for each partition. */
  readonly crossingBytes: number
  readonly writeToken: WriteToken
  /** Of a changelog, by partition: where it ended when this generation took the place of another; null: it did not. */
  readonly begunAt: (topic: string) => readonly number[] | null
  readonly logger: Logger
  readonly time: Time
}
