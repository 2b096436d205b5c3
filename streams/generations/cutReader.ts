import type { RowsFigure } from '../stores/rowsHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'

export interface PartitionFigure extends RowsFigure {
  readonly store: string
  readonly partition: number
  /** As of `StoreHash`. */
  readonly comparable: boolean
}

/** What a generation's instances held at a cut, over all of them: local snapshots, or asked for over HTTP. */
export interface CutReader {
  /** Each partition of each store once, as its active task had it; scanned where the hash was not kept. Rejects when one is missing. */
  hashes(): Promise<readonly PartitionFigure[]>
  /** Rows in the order of their keys, those behind `after`; fewer than `limit` only at the end. */
  page(
    store: string,
    partition: number,
    options: { readonly after?: Uint8Array | undefined; readonly limit: number },
  ): Promise<readonly StoredRow[]>
}
