import type { IndexRange } from '../queries/indexRange.ts'

/** A store as its subscribers see it. */
export interface FeedView<Row = unknown> {
  readonly name: string
  /** Its keys must be text, and it must have a changelog. */
  readonly store: string
  /** What a subscription may be narrowed by: texts of a row, by name. */
  fieldsOf(row: Row): Readonly<Record<string, string | null>>
  /** The names in `fieldsOf`, and in `keyFieldsOf`. */
  readonly fields: readonly string[]
  /** Those of the fields that the key tells, so that they never change for a row. */
  readonly keyFields: readonly string[]
  keyFieldsOf(key: string): Readonly<Record<string, string>>
  /** Where all rows lie that fit, from ≤ key < to; null: anywhere. */
  rangeOf(where: Where): { readonly from: string; readonly to: string } | null
  /** An index of the store that finds rows that fit, and no more than a few others; null, or left out: none. */
  indexOf?(where: Where): IndexRange | null
  /** What is sent of a row: anything that JSON has. */
  show(row: Row): unknown
}

/** Fields that must have these values, all of them. */
export type Where = Readonly<Record<string, string>>
