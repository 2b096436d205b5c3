import type { IndexRange } from '../queries/indexRange.ts'
import type { StoreSource } from '../queries/storeSource.ts'
import type { Where } from './feedView.ts'

/** Some rows of a store partition, as they were at one position of its changelog. */
export interface SnapshotPage {
  /** What stands before it in the changelog is in the rows, and nothing else. */
  readonly position: number
  /** `active`: read where the partition is run. */
  readonly role: StoreSource['role']
  /** In the order of their keys' bytes. */
  readonly rows: readonly (readonly [key: string, row: unknown])[]
  /** The last key that was looked at: the next page begins after it; null: there is none. */
  readonly next: string | null
}

export interface SnapshotQuery {
  /** Keys after this one. */
  readonly after?: string
  /** Only keys from ≤ key < to. */
  readonly from?: string
  readonly to?: string
  /** Rows looked at. */
  readonly limit: number
  readonly where?: Where
  /** Of a first page: an index that finds those rows. Used where they are few enough for one page. */
  readonly by?: IndexRange
}

/** Where snapshots are read: at whichever instance has the partition, running it or following it. */
export interface SnapshotSource {
  /** Null: nobody who answers has it now. Rejects where asking again does not help. */
  page(store: string, partition: number, query: SnapshotQuery): Promise<SnapshotPage | null>
}
