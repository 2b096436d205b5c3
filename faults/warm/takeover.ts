import type { Application } from '../../bench/application.ts'

/** Who goes on after a kill -9, and how it comes to know. */
export const takeovers = ['restart', 'told', 'session'] as const
export type Takeover = (typeof takeovers)[number]

/** What one crash in the middle of the work cost. */
export interface WarmCrash {
  /** `restart`: the same instance on its state. `told`: another, by leaveOnBehalf. `session`: another, after its session. */
  readonly takeover: Takeover
  /** Rows in the largest store. */
  readonly keys: number
  readonly standbys: number
  /** From the kill until the first result of a partition that the dead one had was committed again. */
  readonly secondsUntilFirst: number
  /** From the kill until each of its partitions had committed one. */
  readonly secondsUntilAll: number
  /** From the kill until whoever goes on was given the tasks. */
  readonly secondsUntilAssigned: number
  /** What whoever goes on replayed of the changelogs. */
  readonly restored: { readonly records: number; readonly ms: number }
  /** Results there at the kill. */
  readonly killedAt: number
  readonly lost: number
  readonly doubled: number
}

/** Looks into its log for the moment when it was given one of the tasks. Null: not yet. */
export function assignedAt(instance: Application, tasks: ReadonlySet<string>, since: number): number | null {
  const line = instance.log.find(
    ({ msg, time, tasks: given }) =>
      msg === 'tasks assigned' &&
      time >= since &&
      String(given)
        .split(' ')
        .some(task => tasks.has(task)),
  )
  return line?.time ?? null
}
