import type { StoreHash } from '../runtime/storeHash.ts'
import type { StoredRow } from '../stores/stateDatabase.ts'

/** What a generation's instances held at a cut, over all of them: local snapshots, or asked for over HTTP. */
export interface CutReader {
  /** Each partition of each store once, of active tasks. Rejects when a partition is missing. */
  hashes(): Promise<readonly StoreHash[]>
  /** Rows in the order of their keys, those behind `after`, at most `limit`. */
  page(
    store: string,
    partition: number,
    options: { readonly after?: Uint8Array | undefined; readonly limit: number },
  ): Promise<readonly StoredRow[]>
}
