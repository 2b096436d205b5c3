import type { Generation, Generations } from '../generations/generations.ts'

/** What a feed is told of its application's generations; a `GenerationInstance` does it. */
export interface FeedGenerations {
  /** The one that the feed tells of. */
  readonly generation: Pick<Generation, 'number' | 'id'>
  /** As far as is known here. */
  readonly generations: Generations
  /** Resolves when `generations` has all that was decided before the call. */
  confirm(): Promise<void>
  /** Calls back whenever more is known; returns how to stop that. */
  onFollowed(listener: (generations: Generations) => void): () => void
}
