import type { Row } from './row.ts'
import type { StateBatch } from './stateDatabase.ts'
import { encodeRow } from './storedValue.ts'
import type { TaskStore } from './taskStore.ts'

/** A row about to be committed, serialised once for the changelog and the database alike. */
export interface SealedChange {
  /** As a record key: text for text serdes, bytes for others. */
  readonly key: string | Uint8Array
  /** Null deletes. */
  readonly value: string | Uint8Array | null
  readonly timestamp: number
}

/** The sealed rows of a store; of several writes of one key the last, and with versions the last of each time, in their order. */
export function sealedChanges(store: TaskStore): readonly SealedChange[] {
  const { spec, keys } = store
  const changes: SealedChange[] = []
  for (const [text, row] of store.sealed) {
    const key = spec.key.format === 'text' ? text : keys.toBytes(text)
    if (row.earlier) for (const each of earlierRows(row)) changes.push(changeOf(store, key, each))
    changes.push(changeOf(store, key, row))
  }
  // So the changelog is in the order of the versions' times, which a replica can hold itself to.
  return store.history ? changes.sort((a, b) => a.timestamp - b.timestamp) : changes
}

function changeOf(store: TaskStore, key: SealedChange['key'], { value, timestamp }: Row): SealedChange {
  const serialized = value === undefined ? null : store.spec.value.serialize(value)
  if (serialized !== null) store.learnSize(serialized.length)
  return { key, value: serialized, timestamp }
}

function earlierRows(row: Row): readonly Row[] {
  const rows: Row[] = []
  for (let { earlier } = row; earlier; { earlier } = earlier.row) rows.push(earlier.row)
  return rows.reverse()
}

export function writeChanges(store: TaskStore, changes: readonly SealedChange[], batch: StateBatch): void {
  for (const { key, value, timestamp } of changes) {
    const bytes = typeof key === 'string' ? Buffer.from(key) : key
    const stored = value === null ? null : encodeRow(value, timestamp)
    if (stored === null) batch.delete(store.name, store.partition, bytes)
    else batch.put(store.name, store.partition, bytes, stored)
    store.history?.write(batch, bytes, timestamp, stored)
  }
}
