import { hashRow, type RowHash } from '../stores/rowHash.ts'
import { RowsHash } from '../stores/rowsHash.ts'
import type { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Fields } from './entry.ts'
import { Entry, removal } from './entry.ts'
import type { EntryReader } from './entryReader.ts'
import type { FeedContext } from './feedContext.ts'
import { figureBefore } from './figureBefore.ts'
import { Lost } from './lost.ts'
import { readStretch, type Stretch } from './readStretch.ts'

export interface DifferencesOptions {
  /** From the begin of each changelog to where it ended at one cut. */
  readonly left: Stretch
  readonly right: Stretch
  readonly read: EntryReader
  readonly keyFieldsOf: (key: string) => Fields
  /** When the cut was: the time of rows that the right side does not have. */
  readonly at: number
  readonly context: FeedContext
}

/**
 * What becomes of the rows of the left side where those of the right take their place, in the order of keys. Where the hashes that both
 * changelogs tell are equal: nothing. Else both are read from their begins, and the rows that come of it must have these hashes.
 * Throws Lost where it cannot be known, or is more than `crossingRecords` and `crossingBytes` allow.
 */
export async function differences(options: DifferencesOptions): Promise<readonly Entry[]> {
  const { left, right, read, keyFieldsOf, at, context } = options
  const [ofLeft, ofRight] = await Promise.all([figureBefore(left, context), figureBefore(right, context)])
  if (!ofLeft || !ofRight) throw new Lost('generation')
  if (ofLeft.rows === ofRight.rows && ofLeft.hash === ofRight.hash) return []
  if (left.to - left.from + right.to - right.from > context.crossingRecords) throw new Lost('generation')

  const before = new Rows()
  await readStretch(left, context, cursor => void before.take(cursor))
  if (before.hash !== ofLeft.hash) throw new Lost('generation')
  const after = new Rows()
  const told = new Map<string, Entry>()
  let bytes = 0
  const tell = (key: string, entry: Entry | null) => {
    bytes += (entry?.bytes ?? 0) - (told.get(key)?.bytes ?? 0)
    if (bytes > context.crossingBytes) throw new Lost('generation')
    if (entry) told.set(key, entry)
    else told.delete(key)
  }
  await readStretch(right, context, cursor => {
    const key = after.take(cursor)
    if (key === null) return
    const row = after.of.get(key)
    tell(key, row && !isSame(row, before.of.get(key)) ? read(cursor, right.topic, right.partition) : null)
  })
  if (after.hash !== ofRight.hash) throw new Lost('generation')
  for (const key of before.of.keys()) {
    if (after.of.has(key)) continue
    const { topic, partition, to: offset } = right
    const gone = { json: removal(key, at), fields: keyFieldsOf(key), isGone: true }
    tell(key, new Entry({ topic, partition, offset, key, at, ...gone }))
  }
  return [...told.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** The hashes of the rows that a changelog tells of. */
class Rows {
  readonly of = new Map<string, RowHash>()
  readonly #sum = new RowsHash()

  get hash(): string {
    return this.#sum.figure.hash
  }

  /** Resolves to the key; null: it is no row. */
  take(cursor: RecordCursor): string | null {
    const key = cursor.keyText()
    if (key === null) return null
    const value = cursor.valueBytes()
    const now = value && hashRow(cursor.keyBytes()!, value)
    this.#sum.replace(this.of.get(key) ?? null, now)
    if (now) this.of.set(key, now)
    else this.of.delete(key)
    return key
  }
}

const isSame = (a: RowHash, b: RowHash | undefined) =>
  b !== undefined && a.a === b.a && a.b === b.b && a.c === b.c && a.d === b.d
