import type { RowsFigure } from '../stores/rowsHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'
import type { StoreHash } from './storeHash.ts'

/** The rows of one instance as of one moment, whatever is written later. Closed, all its reads reject. */
export interface CutSnapshot {
  readonly cut: string
  /** As they were kept with these very rows, of active tasks and standbys. */
  readonly hashes: readonly StoreHash[]
  /** Rows in the order of their keys, those behind `after` at most `limit` of them: key and value as serialised, without their event time. */
  page(
    store: string,
    partition: number,
    options: { readonly after?: Uint8Array | undefined; readonly limit: number },
  ): Promise<readonly StoredRow[]>
  /** Computed from the rows, some at a time: others get their turns meanwhile. */
  scan(store: string, partition: number): Promise<RowsFigure>
  /** Idempotent. */
  close(): void
}
