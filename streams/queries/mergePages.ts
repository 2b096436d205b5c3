import type { Reply } from './question.ts'

export type KeyedPage = Pick<Reply, 'rows' | 'next'>

/**
 * One page of pages of different partitions. A page that goes on says nothing of what lies after its `next`: rows beyond the
 * nearest such end wait for the following page.
 */
export function mergePages(pages: readonly KeyedPage[], limit: number): KeyedPage {
  if (pages.length === 1) return pages[0]!
  const ends = pages.flatMap(({ next }) => (next === null ? [] : [next])).sort(byBytes)
  const end = ends[0] ?? null
  const known = pages
    .flatMap(({ rows }) => rows)
    .filter(row => end === null || byBytes(placeOf(row), end) <= 0)
    .sort((a, b) => byBytes(placeOf(a), placeOf(b)))
    // A key of several partitions is there once: no partitioner puts one there, a store of its own making may.
    .filter((row, i, all) => i === 0 || placeOf(row) !== placeOf(all[i - 1]!))
  if (known.length <= limit) return { rows: known, next: end }
  const rows = known.slice(0, limit)
  return { rows, next: placeOf(rows.at(-1)!) }
}

/** By what the rows are in order: their keys, or their places in an index. */
const placeOf = ([key, , place]: KeyedPage['rows'][number]): string => place ?? key

/** The order of the stores, which is not that of JavaScript's strings where characters lie beyond the first plane. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
