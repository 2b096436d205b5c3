import type { FeedCounters } from './feedCounters.ts'

/** How the feed of one instance is. */
export interface FeedStatus extends Readonly<FeedCounters> {
  readonly subscriptions: number
  /** Those that have been told all there is. */
  readonly live: number
  /** Different things that those are told. */
  readonly groups: number
  /** Held in memory for those who are behind. */
  readonly ringBytes: number
  readonly tails: readonly {
    readonly topic: string
    /** Committed offsets not yet read. */
    readonly lag: number
    /** Milliseconds since it was last known to lack none. */
    readonly behindMs: number
    readonly unreadable: number
  }[]
}
