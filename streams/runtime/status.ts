import type { DatabaseFigures } from '../stores/databaseFigures.ts'
import type { CommitReport } from './commit.ts'
import type { Role } from './cutControl.ts'
import type { MemoryShares } from './memoryShares.ts'
import type { CutTag } from './offsetMetadata.ts'
import type { Paused } from './resources.ts'
import type { RestoreProgress, RestoreTotal } from './restoreProgress.ts'
import type { State } from './state.ts'

/** What an instance is doing: a snapshot for pages, health checks and metrics. */
export interface StreamsStatus {
  readonly state: State
  readonly applicationId: string
  /** Where outputs go. */
  readonly role: Role
  /** The cut that holds the intake (1: where it is; 2: it goes on to the cut's positions); null: none does. */
  readonly cut: CutTag | null
  /** Null: no limit. */
  readonly intakePerSecond: number | null
  readonly memberId: string
  readonly memberEpoch: number
  readonly tasks: readonly TaskStatus[]
  /** Stores that are being brought to the committed state; their tasks run when that is done. */
  readonly restoring: readonly RestoreProgress[]
  /** All of them; null when there is none. */
  readonly restoreTotal: RestoreTotal | null
  /** Tasks that run elsewhere and are followed here. */
  readonly standbys: readonly StandbyStatus[]
  /** Since the start. */
  readonly totals: {
    readonly processed: number
    readonly commits: number
    readonly recoveries: number
    /** Transactions that were given up with something in them. */
    readonly aborts: number
    /** Rows looked for in the database, as of the last look at it. */
    readonly reads: number
    /** Replayed from changelogs for tasks that were to run here. */
    readonly restored: { readonly records: number; readonly bytes: number }
    /** Records taken, by input topic. */
    readonly consumed: Readonly<Record<string, number>>
    /** Records committed, by output topic. */
    readonly produced: Readonly<Record<string, number>>
    /** Bytes of both, by topic: of the records as they are encoded, without compression. */
    readonly consumedBytes: Readonly<Record<string, number>>
    readonly producedBytes: Readonly<Record<string, number>>
    /** Rows that processing asked for: found in memory, or read from the database. */
    readonly cache: { readonly hits: number; readonly misses: number }
    /** By `stage/response`. */
    readonly failures: Readonly<Record<string, number>>
  }
  readonly lastCommit: CommitReport | null
  /** Memory held, by what for. */
  readonly bytes: MemoryShares
  /** What each may hold: the shares of `memoryBytes`. */
  readonly budget: MemoryShares
  /** The state's files and the disk they lie on, as of the last look (each second); null: no disk is watched. */
  readonly disk: { readonly usedBytes: number; readonly freeBytes: number; readonly lowBytes: number } | null
  /** What the database tells of itself, as of the last look (each second); null: not on a disk. */
  readonly database: DatabaseFigures | null
  /** Intake stands still, and why; null: it does not. */
  readonly paused: Paused | null
}

export interface TaskStatus {
  /** `<subtopology>_<partition>` */
  readonly id: string
  readonly processed: number
  /** What its offsets tell of the cut with the next commit: phase 2 as soon as it is exactly there. Null: nothing. */
  readonly cut: CutTag | null
  readonly streamTime: number
  readonly inputs: readonly {
    readonly topic: string
    readonly partition: number
    readonly position: number
    readonly end: number
    readonly lag: number
  }[]
  readonly stores: readonly {
    readonly name: string
    readonly cachedRows: number
    readonly uncommittedRows: number
  }[]
}

export interface StandbyStatus {
  /** `<subtopology>_<partition>` */
  readonly id: string
  /** A warm-up becomes active as soon as it is current. */
  readonly role: 'standby' | 'warm-up'
  readonly stores: readonly {
    readonly name: string
    readonly partition: number
    /** Changelog offsets: the next to apply, and the last stable one as last heard of. */
    readonly position: number
    readonly end: number
    readonly lag: number
    /** Since it was last known to be at the end, ms; null: not once since it began to follow. */
    readonly behindMs: number | null
  }[]
}
