import type { StateBatch } from './stateDatabase.ts'
import type { TaskStore } from './taskStore.ts'

/** After so many rows others get a turn. */
const rowsATurn = 500

/**
 * Adds to a commit's batch what its rows do to the indexes of their store: entries that rows no longer have go, new ones come. The
 * rows as they were are in memory, or are read. Nothing may write the store meanwhile. `breathe`: others' turn. Rejects with IndexFailed.
 */
export async function writeIndexChanges(
  store: TaskStore,
  batch: StateBatch,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { indexes, partition, keys, sealed } = store
  if (indexes === null || sealed.size === 0) return
  const missing: string[] = []
  let written = 0
  for (const [text, { value }] of sealed) {
    const before = store.inDatabase(text)
    if (before === undefined) missing.push(text)
    else indexes.change(batch, partition, keys.toBytes(text), before.value, value)
    if (++written % rowsATurn === 0) await breathe()
  }
  if (missing.length === 0) return
  const found = await store.database.get(
    store.name,
    partition,
    missing.map(text => keys.toBytes(text)),
  )
  for (const [i, text] of missing.entries()) {
    const before = indexes.stored(found[i]!)
    indexes.change(batch, partition, keys.toBytes(text), before, sealed.get(text)!.value)
    if (++written % rowsATurn === 0) await breathe()
  }
}
