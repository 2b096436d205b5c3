import type { CaseInput, SimulationCase } from './case.ts'

/** What one seed stands for, as plain data: what runs, what is fed to it, and what happens to it when. */
export interface Schedule {
  readonly seed: number
  readonly case: SimulationCase
  readonly partitions: number
  readonly instances: readonly string[]
  /** By virtual time, ms. */
  readonly input: readonly { readonly at: number; readonly record: CaseInput }[]
  readonly faults: readonly Fault[]
  /** From here on nothing more happens to it. */
  readonly endsAt: number
  readonly commitIntervalMs: number
  readonly standbys: number
  readonly lateMarkerChance: number
  /** At the end all disks are deleted, and one new instance must find the same rows. */
  readonly rebuild: boolean
}

/** Something that happens to an instance. */
export interface Fault {
  readonly at: number
  readonly who: string
  readonly kind: FaultKind
  /** Until it is undone (restarted, woken, connected), ms. */
  readonly ms: number
  /** At the n-th point of this kind after `at`, instead of at `at`. */
  readonly point: { readonly pattern: RegExp; readonly nth: number } | null
}

export const faultKinds = [
  'crash',
  'power cut',
  'pause',
  'state lost',
  'stop',
  'leave',
  'twin',
  'cut off',
  'stall',
  'one broker stalls',
  'lossy network',
  'coordinators move',
  'broker away',
  'shut down',
  'leaders move',
  'slow disk',
  'late write',
  'expired',
  'expired while busy',
] as const
export type FaultKind = (typeof faultKinds)[number]
