import type { StateDatabase } from '../stores/stateDatabase.ts'

/** A store partition that follows its changelog here while another instance runs its task. */
export interface StandbyStore {
  readonly name: string
  readonly partition: number
  readonly database: StateDatabase
  /** The next changelog offset to apply: its rows are the store's at that point. */
  readonly position: number
  /** The changelog's last stable offset as last heard of. */
  readonly end: number
  /** Wall-clock time at which its rows were last known to be all there were; null: not since it began to follow. */
  readonly currentAt: number | null
  /** The greatest event time among the rows applied since it began to follow; −1 at first. The task's own is no less. */
  readonly streamTime: number
  /** False while it is being built from nothing: a row that is not there may yet exist. It is not read then. */
  readonly isReadable: boolean
}
