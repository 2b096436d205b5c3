/** A row cannot be indexed: the function of an index threw, or gave what is no key; or the row cannot be read. */
export class IndexFailed extends Error {
  readonly code = 'INDEX_FAILED'

  /** `index` null: of any, the row cannot be read. */
  constructor(store: string, index: string | null, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const what =
      index === null
        ? `A row of the store "${store}" cannot be read for its indexes`
        : `The index "${index}" of the store "${store}" has no key for a row`
    super(
      `${what}: ${why}. Let ${index === null ? 'its serde' : 'its function'} take every row that the store has or may have, ` +
        'and start again.',
      { cause },
    )
    this.name = 'IndexFailed'
  }
}
