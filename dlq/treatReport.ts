import type { Treatment } from './treatments.ts'

/** The same in both languages. */
export interface Told {
  readonly en: string
  readonly fr: string
}

/** What a replay or a discard did. */
export interface TreatReport {
  readonly action: Treatment['action']
  /** Letters that it treated. */
  readonly done: number
  /** Letters left as they were because they had been treated before. */
  readonly already: number
  /** Letters that cannot be treated so. */
  readonly refused: number
  /** Why; of the first hundred. */
  readonly reasons: readonly { readonly letter: string; readonly reason: Told }[]
  /** Letters looked at, and how many at most. */
  readonly scanned: number
  readonly bound: number
  /** Where the next call goes on (`from`); null: all that matches was met. */
  readonly next: string | null
}
