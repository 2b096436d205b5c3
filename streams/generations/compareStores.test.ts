import { expect, test } from 'vitest'
import { addFigures, noRows, type RowsFigure, RowsHash } from '../stores/rowsHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import { compareStores } from './compareStores.ts'
import type { CutReader, PartitionFigure } from './cutReader.ts'

type Rows = Readonly<Record<string, string>>
/** By store: the rows of each partition. */
type Stores = Readonly<Record<string, readonly Rows[]>>

/** What a cut would show of these rows; counts the rows that are asked for. */
class Held implements CutReader {
  readonly #stores: Stores
  readonly #incomparable: readonly string[]
  read = 0

  constructor(stores: Stores, incomparable: readonly string[] = []) {
    this.#stores = stores
    this.#incomparable = incomparable
  }

  async hashes(): Promise<readonly PartitionFigure[]> {
    return Object.entries(this.#stores).flatMap(([store, parts]) =>
      parts.map((rows, partition) => ({
        store,
        partition,
        comparable: !this.#incomparable.includes(store),
        ...figureOf(rows),
      })),
    )
  }

  async page(
    store: string,
    partition: number,
    { after, limit }: { readonly after?: Uint8Array | undefined; readonly limit: number },
  ): Promise<readonly StoredRow[]> {
    const rows = Object.entries(this.#stores[store]![partition]!)
      .map(([key, value]) => ({ key: Buffer.from(key), value: Buffer.from(value) }))
      .sort((a, b) => Buffer.compare(a.key, b.key))
      .filter(({ key }) => after === undefined || Buffer.compare(key, after) > 0)
      .slice(0, limit)
    this.read += rows.length
    return rows
  }
}

/** Any function of the set of rows does. */
function figureOf(rows: Rows): RowsFigure {
  return Object.entries(rows).reduce<RowsFigure>((sum, [key, value]) => {
    const row = new RowsHash()
    const text = `${key}=${value}`
    const word = (salt: number) =>
      [...text].reduce((h, c) => Math.imul(h ^ c.charCodeAt(0), 0x01000193), salt)
    row.replace(null, { a: word(1), b: word(2), c: word(3), d: word(4) })
    return addFigures(sum, row.figure)
  }, noRows)
}

const numbered = (from: number, to: number, value = 'v'): Rows =>
  Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${1000 + from + i}`, value]))

test('equal hashes are believed: no row is read', async () => {
  const left = new Held({ a: [numbered(0, 50), numbered(50, 90)] })
  const right = new Held({ a: [numbered(0, 50), numbered(50, 90)] })
  const [a] = await compareStores(left, right)
  expect(a).toMatchObject({ store: 'a', verdict: 'equal', onlyLeft: 0, onlyRight: 0, changed: 0, first: [] })
  expect(a!.left).toEqual(a!.right)
  expect(a!.left).toMatchObject({ rows: 90, partitions: 2 })
  expect([left.read, right.read]).toEqual([0, 0])
})

test.each([1, 2, 7, 1000])('rows are compared in pages of %i, in unequal partitions only', async pageRows => {
  const left = new Held({ a: [numbered(0, 10), { ...numbered(10, 20), k1013: 'old', z: 'only left' }] })
  const right = new Held({ a: [numbered(0, 10), { ...numbered(10, 20), k1013: 'new', '0': 'only right' }] })
  const [a] = await compareStores(left, right, { pageRows })
  expect(a).toMatchObject({ verdict: 'different', onlyLeft: 1, onlyRight: 1, changed: 1 })
  const told = a!.first.map(({ partition, key, left, right }) => [
    partition,
    String(key),
    left && String(left),
    right && String(right),
  ])
  expect(told).toEqual([
    [1, '0', null, 'only right'],
    [1, 'k1013', 'old', 'new'],
    [1, 'z', 'only left', null],
  ])
  expect(left.read).toBe(11)
})

test('all differences are counted, the first are kept', async () => {
  const [a] = await compareStores(
    new Held({ a: [numbered(0, 100, 'x')] }),
    new Held({ a: [numbered(50, 200, 'y')] }),
    { first: 3, pageRows: 9 },
  )
  expect(a).toMatchObject({ onlyLeft: 50, changed: 50, onlyRight: 100 })
  expect(a!.first.map(({ key }) => String(key))).toEqual(['k1000', 'k1001', 'k1002'])
})

test('more partitions: rows that lie elsewhere are the same rows', async () => {
  const three = [numbered(0, 10), numbered(10, 15), numbered(15, 30)]
  const two = [numbered(0, 10), numbered(10, 30)]
  const same = new Held({ a: two })
  expect((await compareStores(new Held({ a: three }), same))[0]).toMatchObject({ verdict: 'equal' })
  expect(same.read).toBe(0)
  const other = [numbered(0, 10), { ...numbered(10, 30), k1012: 'w' }]
  const [a] = await compareStores(new Held({ a: three }), new Held({ a: other }), { pageRows: 4 })
  expect(a).toMatchObject({ verdict: 'different', onlyLeft: 0, onlyRight: 0, changed: 1 })
})

test('stores of one side, and those that two runs need not agree on, are told without a look at their rows', async () => {
  const left = new Held({ gone: [numbered(0, 3)], loose: [{ a: '1' }] }, ['loose'])
  const right = new Held({ loose: [{ a: '2' }], fresh: [numbered(0, 2)] }, ['loose'])
  const verdicts = (await compareStores(left, right)).map(({ store, verdict, changed }) => [
    store,
    verdict,
    changed,
  ])
  expect(verdicts).toEqual([
    ['fresh', 'right', null],
    ['gone', 'left', null],
    ['loose', 'incomparable', null],
  ])
  expect(left.read + right.read).toBe(0)
})
