/**
 * What can be told in the log of generations (`generationsTopic`): one JSON record each. What a record does is decided by its place
 * in the log alone: `foldRecord` says which are void, and why. A record that is written twice has the same id.
 */
export type GenerationRecord = { readonly id: string; readonly at: number } & GenerationNews

export type GenerationNews =
  /** A new generation begins to process from zero, beside those there are. */
  | ({ readonly type: 'created'; readonly generation: number } & GenerationFacts)
  /**
   * Phase 1 of a cut, which is called by the record's id from then on: members of these generations hold their intake. `to`: the
   * generation that may be live after it; null: nothing changes.
   */
  | {
      readonly type: 'cut'
      readonly generations: readonly number[]
      readonly to: number | null
      readonly timeoutMs: number
    }
  /** Phase 2: where all of them come to stand; keys `${topic}-${partition}`. */
  | { readonly type: 'run-to'; readonly cut: string; readonly positions: Readonly<Record<string, number>> }
  /**
   * All stand there, and nothing is on its way: their states can be compared, their roles can change. `ends`: where their changelogs
   * end, by topic and partition; left out where nothing can be switched.
   */
  | {
      readonly type: 'quiet'
      readonly cut: string
      readonly ends?: Readonly<Record<string, readonly number[]>>
    }
  /** The three ends of a cut. The first in the log counts. */
  | { readonly type: 'switched'; readonly cut: string; readonly to: number }
  | { readonly type: 'released'; readonly cut: string }
  | { readonly type: 'aborted'; readonly cut: string; readonly why: string }
  /** It was live once, and is not needed any more: its members stop. `topics`: what will be deleted. */
  | { readonly type: 'retired'; readonly generation: number; readonly topics: readonly string[] }
  /** It never was live, and will not be: its members stop. */
  | {
      readonly type: 'abandoned'
      readonly generation: number
      readonly topics: readonly string[]
      readonly why: string
    }
  /** What a generation that is over had in Kafka (topics, group) is deleted. */
  | { readonly type: 'cleared'; readonly generation: number }
  /** Members of the generation stop, and none starts until it is done. `run` marks what is published again; `plan`: a `ResetPlan`, JSON. */
  | {
      readonly type: 'reset-begun'
      readonly generation: number
      readonly run: string
      readonly plan: string
    }
  /** `takenBack`: nothing was done; members start again as if it had not begun. */
  | {
      readonly type: 'reset-done'
      readonly generation: number
      readonly run: string
      readonly takenBack: boolean
    }

/** What is told of a generation when it is created. */
export interface GenerationFacts {
  /** What becomes of its outputs while it is not live: `shadow` topics, or `none` (it can be verified, never be live). */
  readonly outputs: 'shadow' | 'none'
  /** For people: which version of the program, which rule. */
  readonly label: string
  /** What the application calls equal programs by: a hash of its topology and settings. */
  readonly fingerprint: string
  /** The application's own: what else a process of this generation must be started with. */
  readonly settings: string
  /** Every topic of its own: internal ones and shadows. They are what is deleted with it, besides what its group names. */
  readonly topics: readonly string[]
}
