/** One store partition on its way to the committed state. */
export interface RestoreProgress {
  readonly store: string
  readonly partition: number
  readonly topic: string
  /** Changelog offsets: where it began, is, and will end. Compaction leaves gaps: there are fewer records than offsets. */
  readonly from: number
  readonly at: number
  readonly to: number
  /** Applied so far; bytes as fetched, compressed or not. */
  readonly records: number
  readonly bytes: number
  /** Offsets a second since its begin. */
  readonly perSecond: number
  /** At that rate; null while nothing moved. */
  readonly remainingMs: number | null
}

/** All restores that are under way now. */
export interface RestoreTotal {
  readonly stores: number
  readonly records: number
  readonly bytes: number
  /** Changelog offsets still to replay. */
  readonly remaining: number
  readonly perSecond: number
  readonly remainingMs: number | null
}
