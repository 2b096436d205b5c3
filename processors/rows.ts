/** A store's rows as a decision sees them: it reads its own writes. */
export interface Rows<Row> {
  get(key: string): Row | undefined
  /** In the order of the keys; in one go. */
  getAll(keys: readonly string[]): readonly (Row | undefined)[]
  put(key: string, row: Row): void
  delete(key: string): void
}

export interface RangedRows<Row> extends Rows<Row> {
  /** from ≤ key < to. */
  range(from: string, to: string): readonly (readonly [string, Row])[]
}
