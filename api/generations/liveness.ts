import type { Endpoint, GenerationState } from 'millrace'

/** Which generation of the application answers, as this process knows it. */
export interface Liveness {
  /** That this process runs. */
  readonly generation: number
  readonly state: GenerationState
  readonly isLive: boolean
  /** How often intake was held here, and how long the last time, ms. */
  readonly holds: { readonly count: number; readonly lastMs: number }
  /** A cut is under way: at any moment it may be the end of what is known here. */
  readonly isInDoubt: boolean
  /** Resolves when everything is known that was decided before the call; rejects where Kafka does not say. */
  confirm(): Promise<void>
  /** Where instances of the live generation are reached; none when nobody can say. */
  endpoints(): Promise<readonly Endpoint[]>
  /** Calls back when `isLive` is not what it was; returns how to stop that. */
  onChange(listener: () => void): () => void
}
