import type { EntryReader } from './entryReader.ts'
import type { FeedView } from './feedView.ts'
import type { Filter } from './filter.ts'
import type { Held } from './held.ts'
import type { Positions } from './positions.ts'

/** What is subscribed to: a view, or topics. */
export interface Source {
  readonly kind: 'changes' | 'events'
  /** Of equal sources the same, in tokens too. */
  readonly name: string
  /** Null: topics. */
  readonly view: FeedView | null
  readonly fields: readonly string[]
  readonly topics: readonly { readonly name: string; readonly read: EntryReader }[]
  /** Of a view: its changelog in the generation that runs under an id. */
  readonly changelogOf: ((applicationId: string) => string) | null
}

/** Writes what a subscription resumes with. */
export type WriteToken = (source: Source, filter: Filter, positions: Positions, held: Held | null) => string
