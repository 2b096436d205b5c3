import type { KeyRange } from '../../state/keys.ts'
import type { Freshness } from './freshness.ts'
import type { Rows, StoredRow } from './rows.ts'

/** All rows of a range (of a store, without one) that is known to be small, page by page. */
export async function* everyRow(
  rows: Rows,
  store: string,
  range: Partial<KeyRange>,
  freshness: Freshness,
): AsyncGenerator<StoredRow> {
  let after: string | null | undefined
  while (after !== null) {
    const page = await rows.page(
      store,
      { ...range, limit: 500, ...(after !== undefined && { after }) },
      freshness,
    )
    for (const [, row] of page.rows) yield row
    after = page.next
  }
}
