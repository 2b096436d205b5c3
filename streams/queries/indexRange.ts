import type { IndexKey, StoreIndex } from '../graph/storeIndex.ts'
import type { StoreSpec } from '../graph/storeSpec.ts'
import { beginOf, endOfIndex } from '../stores/indexEntries.ts'
import { endOfIndexKey, partsRange, prefixRange } from '../stores/indexKey.ts'
import { greater, lesser } from '../stores/keyRange.ts'

/** Rows by an index of their store; without bounds: all that are in the index. JSON-able. */
export interface IndexRange {
  /** Its name. */
  readonly index: string
  /** Only rows with this index key, or with one that begins with these parts. */
  readonly key?: IndexKey
  /** The same, but of the last part, a text, only the begin. */
  readonly prefix?: IndexKey
  /** Only index keys from ≤ key < to; with fewer parts: where those that begin with these begin. */
  readonly from?: IndexKey
  readonly to?: IndexKey
}

/** A place that no page of this range has given out. */
export class PlaceRefused extends Error {
  constructor() {
    super('This is no place in the range: pass the `next` of a page of the same index and bounds.')
    this.name = 'PlaceRefused'
  }
}

/** Where entries of a range lie among those of all indexes of their store. */
export interface IndexBounds {
  readonly index: StoreIndex
  readonly from: Uint8Array
  readonly to: Uint8Array
  /** What every entry of the index begins with. */
  readonly begin: Uint8Array
}

/** Throws TypeError for an index that the store does not have, and for what is no key. */
export function indexBounds(
  spec: Pick<StoreSpec<unknown, unknown>, 'name' | 'indexes'>,
  range: IndexRange,
): IndexBounds {
  const index = spec.indexes.find(({ name }) => name === range.index)
  if (!index) {
    const names = spec.indexes.map(({ name }) => name).join(', ') || 'none'
    throw new TypeError(`Store "${spec.name}" has no index "${range.index}"; it has: ${names}.`)
  }
  const begin = beginOf(index.name)
  const place = (bytes: Buffer) => Buffer.concat([begin, bytes])
  let from: Uint8Array = begin
  let to: Uint8Array = endOfIndex(index.name)
  const narrow = (bounds: { readonly from: Buffer; readonly to: Buffer }) => {
    from = greater(from, place(bounds.from))
    to = lesser(to, place(bounds.to))
  }
  if (range.key !== undefined) narrow(partsRange(range.key))
  if (range.prefix !== undefined) narrow(prefixRange(range.prefix))
  if (range.from !== undefined) from = greater(from, place(partsRange(range.from).from))
  if (range.to !== undefined) to = lesser(to, place(partsRange(range.to).from))
  return { index, from, to, begin }
}

/** An entry's place in its index, in the order of the entries; letters and digits. */
export const placeOf = (entry: Buffer, { begin }: IndexBounds): string => entry.toString('hex', begin.length)

/** The same bounds after a place. Throws PlaceRefused for one that is not within them. */
export function afterPlace(bounds: IndexBounds, place: string): IndexBounds {
  const entry = Buffer.concat([bounds.begin, Buffer.from(place, 'hex')])
  const isPlace = placeOf(entry, bounds) === place && endOfIndexKey(entry, bounds.begin.length) > 0
  if (!isPlace || Buffer.compare(entry, bounds.from) < 0 || Buffer.compare(entry, bounds.to) >= 0)
    throw new PlaceRefused()
  return { ...bounds, from: Buffer.concat([entry, Buffer.of(0)]) }
}
