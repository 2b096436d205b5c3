import type { Role } from '../runtime/cutControl.ts'
import type { GenerationFacts } from './generationRecord.ts'

/** What the log of generations says, up to some record: the fold of all records before. */
export interface Generations {
  readonly applicationId: string
  /** By number; the first is there without a record. */
  readonly generations: ReadonlyMap<number, Generation>
  /** Exactly one is. */
  readonly live: number
  /** Which one was, before; what a rollback goes back to. Null: none, or it is over. */
  readonly previous: number | null
  /** How that changed; null: it never did. */
  readonly lastSwitch: Switch | null
  /** At most one at a time. */
  readonly cut: Cut | null
  /** The last cut that ended without a switch or a release, and why. */
  readonly lastAborted: { readonly cut: string; readonly why: string } | null
  readonly reset: Reset | null
  /** Records of a later program: nothing may be appended by this one. */
  readonly newer: string | null
  /** Ids of the last records, newest first: one that was written twice counts once. */
  readonly seen: readonly string[]
}

export type GenerationState = 'building' | 'live' | 'shadow' | 'retired' | 'abandoned'

export interface Generation extends GenerationFacts {
  readonly number: number
  /** The id it runs under: its group, internal topics, transactional ids. */
  readonly id: string
  readonly state: GenerationState
  /** Milliseconds since 1970; null for a first generation that was there before the log. */
  readonly createdAt: number | null
  /** The cut at which its state last changed between live and shadow. */
  readonly switchedBy: string | null
  readonly switchedAt: number | null
  /** Over, and its topics and group are gone. */
  readonly isCleared: boolean
  /** Of a generation that is over: the topics that go. */
  readonly deletes: readonly string[]
  /** Of the last reset that is done, and was not taken back; null: none was. */
  readonly run: string | null
}

export interface Cut {
  readonly id: string
  readonly generations: readonly number[]
  readonly to: number | null
  readonly timeoutMs: number
  readonly begunAt: number
  readonly phase: 'hold' | 'run-to' | 'quiet'
  /** From phase `run-to` on; empty before. Key `${topic}-${partition}`. */
  readonly positions: ReadonlyMap<string, number>
  /** From phase `quiet` on, where something may be switched: where the changelogs end, by topic and partition. Empty before. */
  readonly ends: ReadonlyMap<string, readonly number[]>
}

/** One generation took the place of another. */
export interface Switch {
  readonly cut: string
  readonly at: number
  readonly from: number
  readonly to: number
  /** As of the cut. */
  readonly ends: ReadonlyMap<string, readonly number[]>
}

export interface Reset {
  readonly generation: number
  readonly run: string
  /** JSON: what a second attempt completes. */
  readonly plan: string
  readonly begunAt: number
}

/** Where its outputs go. */
export const roleOf = ({ state, outputs }: Generation): Role => (state === 'live' ? 'live' : outputs)

export const isOver = ({ state }: Generation): boolean => state === 'retired' || state === 'abandoned'
