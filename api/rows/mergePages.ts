import type { RowPage } from './rows.ts'

/**
 * One page of pages of different partitions. A page that goes on says nothing of keys after its `next`: rows beyond the
 * nearest such end wait for the following page.
 */
export function mergePages(pages: readonly RowPage[], limit: number): RowPage {
  const ends = pages.flatMap(({ next }) => (next === null ? [] : [next])).sort(byBytes)
  const end = ends[0] ?? null
  const known = pages
    .flatMap(({ rows }) => rows)
    .filter(([key]) => end === null || byBytes(key, end) <= 0)
    .sort(([a], [b]) => byBytes(a, b))
    // A partition that moves may be answered for twice.
    .filter(([key], i, all) => key !== all[i - 1]?.[0])
  if (known.length <= limit) return { rows: known, next: end }
  const rows = known.slice(0, limit)
  return { rows, next: rows.at(-1)![0] }
}

/** The order of the stores, which is not that of JavaScript's strings where characters lie beyond the first plane. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
