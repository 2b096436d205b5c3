import type { WatchedRow, WatchedRows } from '../../explain/changes.ts'
import type { Freshness } from '../rows/freshness.ts'
import type { Rows } from '../rows/rows.ts'

/** Those of these rows that there are now. */
export async function liveRows(
  rows: Rows,
  wanted: readonly WatchedRow[],
  freshness: Freshness,
): Promise<WatchedRows> {
  const found = new Map<string, WatchedRow>()
  for (const [store, each] of Map.groupBy(wanted, ({ store }) => store)) {
    const keys = each.map(({ key }) => key)
    for (const [i, row] of (await rows.getAll(store, keys, freshness)).entries())
      if (row !== null) found.set(`${store} ${keys[i]}`, { store, key: keys[i]!, row })
  }
  return found
}
