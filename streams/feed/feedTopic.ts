/** A topic as its subscribers see it. */
export interface FeedTopic {
  readonly name: string
  /** What a subscription may be narrowed by. */
  readonly fields: readonly string[]
  /** What is sent of a record, beside its place, with its fields; null: nothing. */
  read(record: FeedRecord): {
    readonly value: object
    readonly fields: Readonly<Record<string, string | null>>
  } | null
}

export interface FeedRecord {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
}
