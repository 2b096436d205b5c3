import type { StoreSpec } from '../graph/storeSpec.ts'
import { encodeIndexKey, endOfIndexKey } from '../stores/indexKey.ts'
import { indexStore } from '../stores/indexStore.ts'
import type { StateReader } from '../stores/stateDatabase.ts'
import { decodeRow, timestampOf } from '../stores/storedValue.ts'
import { afterPlace, type IndexBounds, type IndexRange, indexBounds, placeOf } from './indexRange.ts'

export interface IndexPageOptions<K = unknown> extends IndexRange {
  /** Go on after this place: the `next` of the page before, of the same range. */
  readonly after?: string
  /** At most so many rows; 1 to 1,000. Default 100. */
  readonly limit?: number
  /** Keeps a row on the page. At most `scan` entries are looked at; the page may then be short and still have a `next`. */
  readonly filter?: (value: unknown, key: K) => boolean
  /** Default 10,000. */
  readonly scan?: number
}

/** A row with its key's bytes and its place in the index. */
export interface IndexedRow {
  readonly key: Buffer
  readonly value: unknown
  readonly place: string
}

/** One partition, as of one moment. */
export interface IndexedPartition {
  readonly partition: number
  readonly database: StateReader
  readonly isGone: (timestamp: number) => boolean
}

interface Entry {
  readonly entry: Buffer
  readonly partition: IndexedPartition
}

/**
 * Rows of a range of an index, in the order of their index keys, of the same by their own; each row once, at the first of
 * its keys that lies in the range. Rejects with PlaceRefused for an `after` that no page of the range gave out.
 */
export async function indexPage(
  spec: StoreSpec<unknown, unknown>,
  partitions: readonly IndexedPartition[],
  options: IndexPageOptions<Buffer>,
): Promise<{ readonly rows: readonly IndexedRow[]; readonly next: string | null }> {
  const range = indexBounds(spec, options)
  let left = options.after === undefined ? range : afterPlace(range, options.after)
  const limit = Math.min(1000, Math.max(1, options.limit ?? 100))
  const scan = Math.max(limit, options.scan ?? 10_000)
  const isSieved = options.filter !== undefined || spec.ttlMs !== null
  const rows: IndexedRow[] = []
  for (let looked = 0; looked < scan; ) {
    const step = Math.min(scan - looked, Math.max(limit - rows.length + 1, isSieved ? 500 : 0))
    const entries = await entriesOf(spec, partitions, left, step)
    for (const row of await rowsOf(spec, entries, range)) {
      if (options.filter && !options.filter(row.value, row.key)) continue
      // One more row than asked for: there is a next page, and it begins after the last row of this one.
      if (rows.length === limit) return { rows, next: rows.at(-1)!.place }
      rows.push(row)
    }
    if (entries.length < step) return { rows, next: null }
    looked += entries.length
    left = afterPlace(range, placeOf(entries.at(-1)!.entry, range))
  }
  return { rows, next: placeBefore(left, range) }
}

/** How many rows a range of an index has. Where a row has one key at most and lives for ever, entries alone are looked at. */
export async function indexCount(
  spec: StoreSpec<unknown, unknown>,
  partitions: readonly IndexedPartition[],
  asked: IndexRange,
): Promise<number> {
  const range = indexBounds(spec, asked)
  let count = 0
  for (let left = range; ; ) {
    const entries = await entriesOf(spec, partitions, left, countStep)
    const isSimple = !range.index.several && spec.ttlMs === null
    count += isSimple ? entries.length : (await rowsOf(spec, entries, range)).length
    if (entries.length < countStep) return count
    left = afterPlace(range, placeOf(entries.at(-1)!.entry, range))
  }
}

/** The first entries of all partitions together. */
async function entriesOf(
  spec: StoreSpec<unknown, unknown>,
  partitions: readonly IndexedPartition[],
  { from, to }: IndexBounds,
  limit: number,
): Promise<readonly Entry[]> {
  if (Buffer.compare(from, to) >= 0) return []
  const parts = await Promise.all(
    partitions.map(async partition => {
      const store = indexStore(spec.name)
      const found = await partition.database.range(store, partition.partition, { from, to, limit })
      return found.map(({ key }) => ({ entry: key, partition }))
    }),
  )
  const all = parts.flat()
  if (parts.length > 1) all.sort((a, b) => Buffer.compare(a.entry, b.entry))
  return all.slice(0, limit)
}

/** Of these entries, in their order: the rows that are shown at them. */
async function rowsOf(
  spec: StoreSpec<unknown, unknown>,
  entries: readonly Entry[],
  range: IndexBounds,
): Promise<readonly IndexedRow[]> {
  const keys = entries.map(({ entry }) => entry.subarray(endOfIndexKey(entry, range.begin.length)))
  const stored: (Buffer | null)[] = []
  const partitions = new Set(entries.map(({ partition }) => partition))
  await Promise.all(
    [...partitions].map(async each => {
      const own = entries.flatMap(({ partition }, i) => (partition === each ? [i] : []))
      const asked = own.map(i => keys[i]!)
      const found = await each.database.get(spec.name, each.partition, asked)
      for (const [n, i] of own.entries()) stored[i] = found[n]!
    }),
  )
  return entries.flatMap(({ entry, partition }, i) => {
    const row = stored[i]!
    if (row === null || partition.isGone(timestampOf(row))) return []
    const { value } = decodeRow(spec.value, row)
    const key = keys[i]!
    return isShownAt(entry, key, value, range) ? [{ key, value, place: placeOf(entry, range) }] : []
  })
}

/** Whether this is the first of the row's entries in the range. */
function isShownAt(
  entry: Buffer,
  key: Buffer,
  value: unknown,
  { index, from, to, begin }: IndexBounds,
): boolean {
  let isThere = false
  for (const each of index.keysOf(value)) {
    const own = encodeIndexKey(each, begin, key)
    const order = Buffer.compare(own, entry)
    if (order === 0) isThere = true
    else if (order < 0 && Buffer.compare(own, from) >= 0 && Buffer.compare(own, to) < 0) return false
  }
  return isThere
}

const placeBefore = ({ from }: IndexBounds, range: IndexBounds): string =>
  placeOf(Buffer.from(from.buffer, from.byteOffset, from.byteLength - 1), range)

/** Entries that a count looks at before others get a turn. */
const countStep = 2_000
