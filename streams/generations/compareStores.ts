import type { CutReader } from './cutReader.ts'

export interface StoreComparison {
  readonly store: string
  /** `left` or `right`: only that side has the store. `incomparable`: the topology says that its rows may differ between two runs. */
  readonly verdict: 'equal' | 'different' | 'left' | 'right' | 'incomparable'
  readonly left: SideOfStore | null
  readonly right: SideOfStore | null
  /** Rows by key; zero where the hashes are equal, null where rows were not looked at. */
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

/** Compares what two generations held at one cut: by hashes, and where they differ row by row. */
export async function compareStores(
  _left: CutReader,
  _right: CutReader,
  _options: CompareStoresOptions = {},
): Promise<readonly StoreComparison[]> {
  throw new Error('not built')
}
