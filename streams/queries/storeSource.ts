/** Which copy of a store partition a read comes from. */
export interface StoreSource {
  /** `active`: the one that is processed here. `standby`: one that follows another instance's. */
  readonly role: 'active' | 'standby'
  readonly partition: number
  /** The changelog offset that its rows are as of: what stands before it is in them. */
  readonly position: number
  /** Committed changelog offsets that its rows lack, as far as this instance knows: of an active one 0. */
  readonly lag: number
  /**
   * Milliseconds since its rows were last known to be all there were: what was committed before then is in them, however
   * small the lag says it is when Kafka cannot be asked. Null: not once since it began to follow. Of an active one 0; but since
   * the group last confirmed it, where that is longer ago than a session: another may have its task by now.
   */
  readonly behindMs: number | null
}
