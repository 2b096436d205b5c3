import type { TopicPartition } from '../wire/kafka.ts'
import type { InternalTopicFacts, MemberFacts } from './applicationFacts.ts'
import type { ResetTarget } from './resetTarget.ts'

/**
 * Everything that a reset does and what it leaves, before it does anything. JSON: the record `reset-begun` carries it, and a
 * second run after a crash completes this very plan. Counts of records are offsets: markers of transactions count.
 */
export interface ResetPlan {
  /** Names the run; the header `millrace-run` of what is written afterwards. */
  readonly run: string
  readonly application: string
  readonly generation: number
  /** What the live generation runs under: its group, and the prefix of its topics. */
  readonly id: string
  /** ISO 8601. */
  readonly madeAt: string
  readonly target: ResetTarget
  /** By source partition. */
  readonly inputs: readonly InputPlan[]
  /** Deleted; the group makes them anew, empty. */
  readonly internal: readonly InternalTopicFacts[]
  readonly outputs: readonly OutputPlan[]
  /** Neither read anew nor touched: topics of global tables, dead letters. */
  readonly untouched: readonly string[]
  /** Tables that hold all of their topic before the new offset, whatever the target. */
  readonly sourceTables: Readonly<Record<string, string>>
  /** Who must be gone first. */
  readonly members: readonly MemberFacts[]
  /** State directories that are known here. */
  readonly state: readonly LocalState[]
  readonly lost: readonly LostInput[]
  /** What a reset cannot mend, for people: topics that lose input, stores without a changelog. */
  readonly warnings: readonly string[]
  /** Records before the target that exist, and that the state will not know. */
  readonly skipped: number
  /** Records to be processed again. */
  readonly records: number
  /** By how many a second the time is reckoned. */
  readonly recordsPerSecond: number | null
  readonly seconds: number | null
}

export interface InputPlan extends TopicPartition {
  /** The offsets are of this topic, not of one made anew under its name. */
  readonly topicId: string
  /** Committed now; null: never. */
  readonly from: number | null
  readonly to: number
  readonly begin: number
  readonly end: number
}

export interface OutputPlan {
  readonly topic: string
  readonly partitions: number
  readonly records: number
  readonly action: 'keep' | 'supersede'
  /** Why it is kept though outputs are superseded. */
  readonly reason: string | null
}

/** Not deleted by a reset: the engine sees by the changelogs' ids that it is of before, and builds it anew. */
export interface LocalState {
  readonly stateDir: string
  /** Null: it never was a member. */
  readonly memberId: string | null
  readonly bytes: number
}

export interface LostInput extends TopicPartition {
  /** Records that should be read and are gone; at most. */
  readonly records: number
  /** Timestamp of the first record that is left, ISO 8601; null: none is left. */
  readonly until: string | null
}
