/** A record as it came to a step. */
export interface RecentRecord {
  /** When it came, ms. */
  readonly at: number
  /** Subtopology and partition, such as `1_2`. */
  readonly task: string
  /** The input record that led to it; all three null: a punctuation. */
  readonly topic: string | null
  readonly partition: number | null
  readonly offset: number | null
  /** Its own event time, ms. */
  readonly timestamp: number
  /** Data that JSON can tell. A change of a table is `{ now, before }`. */
  readonly key: unknown
  readonly value: unknown
  /** Something of key, value or headers was left out: together they may have some 4 KB. */
  readonly isCut: boolean
  readonly headers: readonly { readonly key: string; readonly value: string | null }[]
}
