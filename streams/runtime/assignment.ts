/** The tasks that a member should have, as `<subtopology>_<partition>`. */
export interface Assignment {
  readonly active: readonly string[]
  readonly standby: readonly string[]
  /** Standbys that are to become active as soon as they are current. */
  readonly warmup: readonly string[]
}

export const noTasks: Assignment = { active: [], standby: [], warmup: [] }
