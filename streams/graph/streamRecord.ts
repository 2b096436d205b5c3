/**
 * One record on its way through the graph. Never mutated: an operator passes on the same object or a new one.
 * Records of tables carry {@link Change}s as values.
 */
export interface StreamRecord<K, V> {
  readonly key: K
  readonly value: V
  /** Event time, milliseconds since 1970. */
  readonly timestamp: number
  readonly headers: readonly Header[]
}

export interface Header {
  readonly key: string
  readonly value: Uint8Array | null
}

/** What a table tells its followers: the row as it is now and as it was; undefined where there is none. */
export interface Change<V> {
  readonly now: V | undefined
  readonly before: V | undefined
}

export const noHeaders: readonly Header[] = Object.freeze([])
