/** How far a generation is through its source topics, by what it has committed. */
export interface GenerationProgress {
  readonly generation: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** Members of its group. */
  readonly members: number
  readonly partitions: readonly {
    readonly topic: string
    readonly partition: number
    /** The next record to process. */
    readonly position: number
    readonly end: number
  }[]
  /** Offsets between begin and position, of all partitions; transaction markers count. */
  readonly processed: number
  readonly behind: number
  /** In repartition topics, on its way from step to step. */
  readonly behindInside: number
  /** Offsets a second since the progress before; null: there was none. */
  readonly perSecond: number | null
  /** Milliseconds until nothing is left, at this rate, against what comes in meanwhile; null: not known, or never. */
  readonly etaMs: number | null
}
