import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IndexKey, IndexPart } from '../graph/storeIndex.ts'
import { keyValueStore, type StoreSpec } from '../graph/storeSpec.ts'
import { json, text } from '../serdes/index.ts'
import { IndexEntries } from '../stores/indexEntries.ts'
import { encodeIndexKey, partsOf } from '../stores/indexKey.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { encodeRow } from '../stores/storedValue.ts'
import { type IndexPageOptions, indexCount, indexPage } from './indexPage.ts'
import { type IndexRange, PlaceRefused } from './indexRange.ts'

interface Row {
  readonly medecin: string | null
  readonly jour: number
  readonly mots: readonly string[]
}

const spec = keyValueStore({
  name: 's',
  key: text,
  value: json<Row>(),
  indexes: {
    byMedecinJour: row => (row.medecin === null ? null : [row.medecin, row.jour]),
    byMot: { keys: row => row.mots },
  },
}) as StoreSpec<unknown, unknown>
const entries = IndexEntries.of(spec)!

/** Rows of partitions, by key. */
type Partitions = readonly Map<string, Row>[]

async function write(database: MemoryDatabase, partition: number, key: string, before?: Row, now?: Row) {
  const batch = database.batch()
  const bytes = Buffer.from(key)
  if (now) batch.put('s', partition, bytes, encodeRow(JSON.stringify(now), 0))
  else batch.delete('s', partition, bytes)
  entries.change(batch, partition, bytes, before, now)
  await batch.write()
}

async function databaseOf(partitions: Partitions): Promise<MemoryDatabase> {
  const database = new MemoryDatabase()
  for (const [partition, rows] of partitions.entries())
    for (const [key, row] of rows) await write(database, partition, key, undefined, row)
  return database
}

const readers = (database: MemoryDatabase, partitions: Partitions) =>
  partitions.map((_, partition) => ({ partition, database, isGone: () => false }))

/** All pages, one after the other; `between` may write. */
async function walk(
  database: MemoryDatabase,
  partitions: Partitions,
  options: IndexPageOptions,
  between: (page: number) => Promise<void> = async () => {},
) {
  const found: { readonly key: string; readonly value: unknown; readonly place: string }[] = []
  for (let after: string | null | undefined, n = 0; after !== null; n++) {
    const page = await indexPage(spec, readers(database, partitions), { ...options, ...(after && { after }) })
    expect(page.rows.length).toBeLessThanOrEqual(options.limit!)
    found.push(...page.rows.map(({ key, value, place }) => ({ key: String(key), value, place })))
    after = page.next
    await between(n)
  }
  return found
}

const begins = (key: readonly IndexPart[], parts: readonly IndexPart[]) =>
  parts.every((part, i) => key[i] === part)
const bytes = (key: IndexKey) => encodeIndexKey(key, Buffer.alloc(0), Buffer.alloc(0))
const isBefore = (key: IndexKey, parts: IndexKey) =>
  !begins(partsOf(key), partsOf(parts)) && Buffer.compare(bytes(key), bytes(parts)) < 0

/** By plain words. */
function isIn(range: IndexRange, key: IndexKey): boolean {
  const parts = partsOf(key)
  if (range.key !== undefined && !begins(parts, partsOf(range.key))) return false
  if (range.prefix !== undefined) {
    const wanted = partsOf(range.prefix)
    const last = parts[wanted.length - 1]
    if (!begins(parts, wanted.slice(0, -1)) || typeof last !== 'string') return false
    if (!last.startsWith(wanted.at(-1) as string)) return false
  }
  if (range.from !== undefined && isBefore(key, range.from)) return false
  return range.to === undefined || isBefore(key, range.to)
}

function expected(partitions: Partitions, range: IndexRange): readonly string[] {
  const { keysOf } = spec.indexes.find(({ name }) => name === range.index)!
  return partitions
    .flatMap(rows => [...rows])
    .flatMap(([key, row]) => {
      const inside = keysOf(row)
        .filter(each => isIn(range, each))
        .map(bytes)
        .sort(Buffer.compare)
      return inside.length === 0 ? [] : [{ key, first: inside[0]! }]
    })
    .sort(
      (a, b) => Buffer.compare(a.first, b.first) || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)),
    )
    .map(({ key }) => key)
}

const medecin = fc.constantFrom('M1', 'M10', 'M\0', 'N')
const jour = fc.integer({ min: -2, max: 3 })
const mot = fc.constantFrom('', 'du', 'dup', 'dupont', 'martin', '\u{1F600}')
const row = fc.record({ medecin: fc.option(medecin), jour, mots: fc.array(mot, { maxLength: 4 }) })
const key = fc.integer({ min: 0, max: 20 }).map(n => `k${n}`)
/** A key lies in one partition: that of its last digit. */
const table = fc
  .dictionary(key, row, { minKeys: 3, maxKeys: 20 })
  .map(rows =>
    [0, 1].map(
      partition => new Map(Object.entries(rows).filter(([k]) => Number(k.slice(1)) % 2 === partition)),
    ),
  )
const medecinKey: fc.Arbitrary<IndexKey> = fc.oneof(
  medecin,
  medecin.map(m => [m]),
  fc.tuple(medecin, jour),
)
const range: fc.Arbitrary<IndexRange> = fc.oneof(
  fc.record({ index: fc.constant('byMedecinJour'), key: medecinKey }, { requiredKeys: ['index'] }),
  fc.record(
    { index: fc.constant('byMedecinJour'), from: medecinKey, to: medecinKey },
    { requiredKeys: ['index'] },
  ),
  fc.record({ index: fc.constant('byMot'), prefix: mot, from: mot, to: mot }, { requiredKeys: ['index'] }),
  fc.record({ index: fc.constant('byMot'), key: mot }),
)
const limits = fc.record({ limit: fc.integer({ min: 1, max: 6 }), scan: fc.integer({ min: 1, max: 9 }) })

describe('pages by an index', () => {
  test('are all rows of the range in the order of the index, each once, whatever it is cut into', async () => {
    await fc.assert(
      fc.asyncProperty(table, range, limits, async (partitions, asked, sizes) => {
        const database = await databaseOf(partitions)
        const found = await walk(database, partitions, { ...asked, ...sizes })
        expect(found.map(each => each.key)).toEqual(expected(partitions, asked))
        const places = found.map(({ place }) => place)
        expect([...places].sort()).toEqual(places)
        expect(await indexCount(spec, readers(database, partitions), asked)).toBe(found.length)
      }),
      { numRuns: 500 },
    )
  })

  test('have every row that stays as it is exactly once, whatever is written between them', async () => {
    const writes = fc.array(fc.record({ key, row: fc.option(row) }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(table, range, limits, writes, async (partitions, asked, sizes, written) => {
        const database = await databaseOf(partitions)
        const now = partitions.map(rows => new Map(rows))
        const touched = new Set(written.map(each => each.key))
        const left = [...written]
        const found = await walk(database, partitions, { ...asked, ...sizes }, async () => {
          for (const each of left.splice(0, 3)) {
            const rows = now[Number(each.key.slice(1)) % 2]!
            await write(
              database,
              Number(each.key.slice(1)) % 2,
              each.key,
              rows.get(each.key),
              each.row ?? undefined,
            )
            if (each.row) rows.set(each.key, each.row)
            else rows.delete(each.key)
          }
        })
        const untouched = (keys: readonly string[]) => keys.filter(each => !touched.has(each))
        expect(untouched(found.map(each => each.key))).toEqual(untouched(expected(partitions, asked)))
      }),
      { numRuns: 300 },
    )
  })

  test('a filter leaves rows out, and a page may then be short', async () => {
    const rows = new Map([1, 2, 3, 4].map(n => [`k${n}`, { medecin: 'M1', jour: n, mots: [] }]))
    const database = await databaseOf([rows])
    const filter = (value: unknown) => (value as Row).jour % 2 === 0
    const options = { index: 'byMedecinJour', key: 'M1', filter }
    const page = await indexPage(spec, readers(database, [rows]), { ...options, limit: 1, scan: 1 })
    expect(page.rows).toEqual([])
    const found = await walk(database, [rows], { ...options, limit: 1, scan: 2 })
    expect(found.map(each => each.key)).toEqual(['k2', 'k4'])
  })

  test.each([
    '',
    'zz',
    '0',
    'ff',
    '0500',
    'not a place',
    // Of another médecin.
    bytes(['M2', 1]).toString('hex'),
  ])('%j is no place of the range', async after => {
    const rows = new Map([['k1', { medecin: 'M1', jour: 1, mots: [] }]])
    const options = { index: 'byMedecinJour', key: 'M1', after }
    const database = await databaseOf([rows])
    await expect(indexPage(spec, readers(database, [rows]), options)).rejects.toThrow(PlaceRefused)
  })

  test('an index that the store does not have is told, with those that it has', async () => {
    await expect(indexPage(spec, [], { index: 'byNom' })).rejects.toThrow(
      'Store "s" has no index "byNom"; it has: byMedecinJour, byMot.',
    )
  })
})
