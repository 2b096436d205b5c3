/** What `/api/admin/generations` answers. */
export interface GenerationList {
  readonly live: number
  readonly previous: number | null
  readonly isCutting: boolean
  readonly generations: readonly Generation[]
  readonly lastComparison: Comparison | null
  readonly rules: readonly Rule[]
}

export interface Generation {
  readonly generation: number
  readonly id: string
  readonly state: 'building' | 'live' | 'shadow' | 'retired' | 'abandoned'
  readonly purpose: 'reprocess' | 'verify' | 'what-if'
  readonly rules: Readonly<Record<string, string>>
  readonly createdAt: string | null
  readonly switchedAt: string | null
  readonly progress: Progress | null
}

export interface Progress {
  readonly instances: number
  readonly processed: number
  readonly behind: number
  readonly perSecond: number | null
  readonly etaSeconds: number | null
}

export interface Rule {
  readonly name: string
  readonly value: string
  readonly allowed: string
  readonly unit: string
}

export interface Comparison {
  readonly left: number
  readonly right: number
  readonly at: string
  readonly heldMs: number
  readonly records: number
  readonly isEqual: boolean
  readonly stores: readonly ComparedStore[]
  readonly outputs: readonly ComparedTopic[]
}

export interface ComparedStore {
  readonly store: string
  readonly verdict: 'equal' | 'different' | 'left' | 'right' | 'incomparable'
  readonly left: { readonly rows: number | null; readonly hash: string | null } | null
  readonly right: { readonly rows: number | null; readonly hash: string | null } | null
  readonly onlyLeft: number | null
  readonly onlyRight: number | null
  readonly changed: number | null
  readonly first: readonly Difference[]
}

export interface ComparedTopic {
  readonly topic: string
  readonly left: { readonly ids: number }
  readonly right: { readonly ids: number }
  readonly onlyLeft: number
  readonly onlyRight: number
  readonly changed: number
}

/** A row as either has it, as JSON. */
export interface Difference {
  readonly key: string
  readonly left: string | null
  readonly right: string | null
}

export const isOver = ({ state }: Generation): boolean => state === 'retired' || state === 'abandoned'

/** Close enough that a switch is taken. */
export const mostBehind = 1_000
export const hasCaughtUp = ({ progress }: Generation): boolean =>
  progress !== null && progress.instances > 0 && progress.behind <= mostBehind
