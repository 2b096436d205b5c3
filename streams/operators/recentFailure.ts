/** A record that was not processed as meant, at the step where that showed. */
export interface RecentFailure {
  /** When, ms. */
  readonly at: number
  readonly stage: 'deserialize' | 'process' | 'produce'
  readonly response: 'fail' | 'skip' | 'dead-letter'
  /** The message of what was thrown. */
  readonly error: string
  /** Subtopology and partition, such as `1_2`. */
  readonly task: string
  /** The input record; all three null: a punctuation. */
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
}
