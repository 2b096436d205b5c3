import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KeyedPage as RowPage } from './mergePages.ts'
import { mergePages } from './mergePages.ts'

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('pages of any partitions, merged one after another, are all rows once and in order', () => {
  const rows = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.nat(2), fc.boolean()), {
    selector: ([key]) => key,
    maxLength: 40,
  })
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }), (all, limit, scan) => {
      const wanted = all
        .filter(([, , kept]) => kept)
        .map(([key]) => key)
        .sort(byBytes)
      const seen: string[] = []
      let after: string | null = null
      for (let turn = 0; turn < 200; turn++) {
        const pages = [0, 1, 2].map(partition => pageOf(all, { partition, after, limit, scan }))
        const page = mergePages(pages, limit)
        seen.push(...page.rows.map(([key]) => key))
        after = page.next
        if (after === null) break
      }
      expect(seen).toEqual(wanted)
    }),
  )
})

/** What a store answers for a partition: at most `limit` rows that are kept, of at most `scan` that it looks at. */
function pageOf(
  all: readonly (readonly [string, number, boolean])[],
  at: { partition: number; after: string | null; limit: number; scan: number },
): RowPage {
  const ahead = all
    .filter(
      ([key, partition]) => partition === at.partition && (at.after === null || byBytes(key, at.after) > 0),
    )
    .sort(([a], [b]) => byBytes(a, b))
  const rows: [string, Record<string, never>][] = []
  let next: string | null = null
  for (const [i, [key, , kept]] of ahead.entries()) {
    if (i === at.scan || rows.length === at.limit) return { rows, next }
    if (kept) rows.push([key, {}])
    next = key
  }
  return { rows, next: null }
}

test('a partition that two answer for is listed once', () => {
  const page: RowPage = { rows: [['a', {}]], next: null }
  expect(mergePages([page, page], 5).rows).toHaveLength(1)
})
