/** A page of a list, as the API answers it. */
export interface ListPage<Row> {
  readonly items: readonly Row[]
  /** Cursor of the following page; null: there is none. */
  readonly next: string | null
}
