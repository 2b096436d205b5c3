import type { Role } from './cutControl.ts'
import type { State } from './state.ts'

/** Something that happened to an instance and is worth telling later. */
export type TimelineEvent = {
  /** When, ms. */
  readonly at: number
} & (
  | { readonly kind: 'state'; readonly from: State; readonly to: State }
  /** The group gave or took tasks: all that the instance should have from now on. */
  | {
      readonly kind: 'assigned'
      readonly epoch: number
      readonly active: readonly string[]
      readonly standby: readonly string[]
      readonly warmup: readonly string[]
    }
  /** The group gave the instance up. */
  | { readonly kind: 'lost' }
  /** Tasks run here from now on, or no more. */
  | { readonly kind: 'opened' | 'closed'; readonly tasks: readonly string[] }
  /** A task of another instance is followed here from now on, or no more. */
  | { readonly kind: 'standby-opened' | 'standby-closed'; readonly task: string }
  | {
      readonly kind: 'restore-began'
      readonly store: string
      readonly partition: number
      /** Changelog offsets. */
      readonly from: number
      readonly to: number
    }
  | {
      readonly kind: 'restore-ended'
      readonly store: string
      readonly partition: number
      readonly records: number
      readonly bytes: number
      readonly ms: number
      /** False: it was given up. */
      readonly isDone: boolean
    }
  /** A transaction was given up; all goes on from what is committed. */
  | { readonly kind: 'recovery'; readonly why: string }
  /** Intake is held where it is (1) or goes on to the cut's positions (2); null: it is free again. */
  | { readonly kind: 'cut'; readonly cut: string | null; readonly phase: 1 | 2 | null }
  | { readonly kind: 'role'; readonly role: Role }
  /** Intake stands still for want of room on the disk, or goes on. */
  | { readonly kind: 'paused' | 'resumed'; readonly freeBytes: number }
)
