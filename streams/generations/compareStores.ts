import { addFigures, noRows, type RowsFigure } from '../stores/rowsHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import type { CutReader, PartitionFigure } from './cutReader.ts'

export interface StoreComparison {
  readonly store: string
  /** `left`, `right`: only that side has the store. `incomparable`: the topology says that its rows may differ between two runs. */
  readonly verdict: 'equal' | 'different' | 'left' | 'right' | 'incomparable'
  readonly left: SideOfStore | null
  readonly right: SideOfStore | null
  /** Rows by key, zero where hashes are equal; null where rows were not looked at. */
  readonly onlyLeft: number | null
  readonly onlyRight: number | null
  readonly changed: number | null
  /** In the order of partition and key. */
  readonly first: readonly RowDifference[]
}

export interface SideOfStore {
  readonly rows: number
  /** Over all partitions, 32 hexadecimal digits. */
  readonly hash: string
  readonly partitions: number
}

/** As serialised; null: that side has no such row. */
export interface RowDifference {
  /** Of the left side where it has the row. */
  readonly partition: number
  readonly key: Buffer
  readonly left: Buffer | null
  readonly right: Buffer | null
}

export interface CompareStoresOptions {
  /** Differing rows that are kept, for each store. Default 20. */
  readonly first?: number
  /** Rows asked for at a time. Default 1,000. */
  readonly pageRows?: number
}

/**
 * Compares what two generations held at one cut: by hashes, and where they differ row by row, in memory for one page of each partition.
 * In the order of the stores' names.
 */
export async function compareStores(
  left: CutReader,
  right: CutReader,
  { first = 20, pageRows = 1_000 }: CompareStoresOptions = {},
): Promise<readonly StoreComparison[]> {
  const [lefts, rights] = await Promise.all([left.hashes(), right.hashes()])
  const names = [...new Set([...lefts, ...rights].map(({ store }) => store))].sort()
  const comparisons: StoreComparison[] = []
  for (const store of names) {
    const of = (all: readonly PartitionFigure[]) => all.filter(each => each.store === store)
    const [a, b] = [of(lefts), of(rights)]
    const sides = { store, left: sideOf(a), right: sideOf(b) }
    const unseen = { onlyLeft: null, onlyRight: null, changed: null, first: [] }
    if (a.length === 0 || b.length === 0)
      comparisons.push({ ...sides, ...unseen, verdict: a.length === 0 ? 'right' : 'left' })
    else if ([...a, ...b].some(({ comparable }) => !comparable))
      comparisons.push({ ...sides, ...unseen, verdict: 'incomparable' })
    else {
      const tally = new Tally(first)
      for (const [ofLeft, ofRight] of unequal(a, b))
        await tally.merge(rowsOf(left, store, ofLeft, pageRows), rowsOf(right, store, ofRight, pageRows))
      const { onlyLeft, onlyRight, changed, first: rows } = tally
      const verdict = onlyLeft + onlyRight + changed === 0 ? 'equal' : 'different'
      comparisons.push({ ...sides, verdict, onlyLeft, onlyRight, changed, first: rows })
    }
  }
  return comparisons
}

function sideOf(parts: readonly PartitionFigure[]): SideOfStore | null {
  if (parts.length === 0) return null
  const partitions = parts.length
  return { ...parts.reduce<RowsFigure>(addFigures, noRows), partitions }
}

const isEqual = (a: RowsFigure, b: RowsFigure) => a.rows === b.rows && a.hash === b.hash

type Partitions = readonly number[]

/** Which partitions are to be read against which. A key may lie elsewhere only where there are more of them, or fewer. */
function unequal(
  left: readonly PartitionFigure[],
  right: readonly PartitionFigure[],
): readonly (readonly [Partitions, Partitions])[] {
  if (left.length !== right.length) {
    if (isEqual(sideOf(left)!, sideOf(right)!)) return []
    return [[left.map(({ partition }) => partition), right.map(({ partition }) => partition)]]
  }
  return left
    .toSorted((a, b) => a.partition - b.partition)
    .filter(a => {
      const b = right.find(({ partition }) => partition === a.partition)
      return !(b && isEqual(a, b))
    })
    .map(({ partition }) => [[partition], [partition]])
}

interface Row extends StoredRow {
  readonly partition: number
}

/** Rows of some partitions in the order of their keys. */
async function* rowsOf(
  reader: CutReader,
  store: string,
  partitions: Partitions,
  limit: number,
): AsyncGenerator<Row> {
  const heads = await Promise.all(
    partitions.map(async partition => ({
      partition,
      rows: await reader.page(store, partition, { limit }),
      at: 0,
    })),
  )
  for (;;) {
    let least: (typeof heads)[number] | null = null
    for (const head of heads) {
      if (head.at === head.rows.length) continue
      if (least === null || Buffer.compare(head.rows[head.at]!.key, least.rows[least.at]!.key) < 0)
        least = head
    }
    if (least === null) return
    const row = least.rows[least.at++]!
    yield { partition: least.partition, ...row }
    if (least.at < least.rows.length || least.rows.length < limit) continue
    least.rows = await reader.page(store, least.partition, { after: row.key, limit })
    least.at = 0
  }
}

class Tally {
  readonly #keep: number
  readonly first: RowDifference[] = []
  onlyLeft = 0
  onlyRight = 0
  changed = 0

  constructor(keep: number) {
    this.#keep = keep
  }

  async merge(left: AsyncGenerator<Row>, right: AsyncGenerator<Row>): Promise<void> {
    const next = async (rows: AsyncGenerator<Row>) => (await rows.next()).value as Row | undefined
    for (let [a, b] = await Promise.all([next(left), next(right)]); a || b; ) {
      const order = a && b ? Buffer.compare(a.key, b.key) : a ? -1 : 1
      if (order < 0) {
        this.onlyLeft++
        this.#add(a!, a!.value, null)
      } else if (order > 0) {
        this.onlyRight++
        this.#add(b!, null, b!.value)
      } else if (!a!.value.equals(b!.value)) {
        this.changed++
        this.#add(a!, a!.value, b!.value)
      }
      if (order <= 0) a = await next(left)
      if (order >= 0) b = await next(right)
    }
  }

  #add({ partition, key }: Row, left: Buffer | null, right: Buffer | null): void {
    if (this.first.length < this.#keep) this.first.push({ partition, key, left, right })
  }
}
