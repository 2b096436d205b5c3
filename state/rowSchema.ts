/** A row in JSON, of whatever version. */
export type StoredRow = Readonly<Record<string, unknown>>

/**
 * A store's rows over the time of the program: every row carries its version in `v`, and one written by an earlier program
 * is brought up when it is read. Rows are rewritten when they next change.
 */
export interface RowSchema<Row extends { readonly v: number }> {
  /** Of the store, and so of its changelog topic. */
  readonly name: string
  readonly version: Row['v']
  /** The step from each earlier version to the next, by the earlier one. */
  readonly upcasters: Readonly<Record<number, (row: StoredRow) => StoredRow>>
  /** Whether its content is a function of the set of input events, and so covered by the hash that proves a replay. */
  readonly verified: boolean
}

export function upcastRow<Row extends { readonly v: number }>(schema: RowSchema<Row>, stored: unknown): Row {
  let row = stored as StoredRow & { readonly v?: number }
  while ((row.v ?? 0) < schema.version) {
    const version = row.v ?? 0
    const step = schema.upcasters[version]
    if (!step)
      throw new Error(`Store "${schema.name}" has a row of version ${version}, which nothing brings up`)
    row = { ...step(row), v: version + 1 }
  }
  if (row.v === schema.version) return row as unknown as Row
  throw new Error(
    `Store "${schema.name}" has a row of version ${row.v}; this program knows up to ${schema.version}`,
  )
}
