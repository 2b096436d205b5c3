import type { RowChange } from './changes.ts'
import type { Place } from './place.ts'
import type { ReadCounts } from './reading.ts'
import type { Reason } from './reason.ts'
import type { PublishedEvent } from './replay.ts'
import type { Subject } from './subject.ts'

/** One event, in the order in which the cabinet takes them, and what followed from it. */
export interface Step {
  /** Null: time had passed, by the events of others. */
  readonly told: Place | null
  /** Event time, ISO 8601. */
  readonly time: string
  /** Something later by event time was known before: what follows it was decided again. */
  readonly isLate: boolean
  readonly changes: readonly RowChange[]
  readonly published: readonly PublishedEvent[]
}

/** How a row came to be what it is. */
export interface Explanation {
  readonly subject: Subject
  /** What it is about, of those that are involved. */
  readonly rendezvous: readonly string[]
  /** Whom it tells of. */
  readonly patients: readonly { readonly patientId: string }[]
  readonly read: Readonly<ReadCounts>
  /** Input partitions of which older records were deleted: what they said is not known here. */
  readonly cutOff: readonly string[]
  /** Events that were replayed, and how many others wanted some of the same time. */
  readonly replayed: { readonly events: number; readonly rivals: number; readonly rivalsLeftOut: number }
  /** The rows in the end. */
  readonly rows: readonly { readonly store: string; readonly key: string; readonly row: object }[]
  readonly reasons: readonly Reason[]
  /** Those that made it what it is: by them it changed, or was told of; or reasons name them. */
  readonly steps: readonly Step[]
  /** Earlier steps that are not shown. */
  readonly stepsLeftOut: number
}
