/** What a store partition holds, in one number: equal for equal rows, in whatever order they were written. */
export interface StoreHash {
  readonly store: string
  readonly partition: number
  /** Whether the task runs here, or is kept for another instance. */
  readonly role: 'active' | 'standby'
  /** Null where it is not known yet: a scan in the background is to come. */
  readonly rows: number | null
  /** 32 hexadecimal digits, or null as `rows`. */
  readonly hash: string | null
  /** How far its changelog is in the rows; null for a store without one. */
  readonly offset: number | null
  /** False where the topology says that its rows are not a function of the input alone: hashes of two runs may differ. */
  readonly comparable: boolean
}
