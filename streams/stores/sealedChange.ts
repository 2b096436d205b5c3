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

/** The sealed rows of a store; of several writes of one key, the last. */
export function sealedChanges(store: TaskStore): readonly SealedChange[] {
  const { spec, keys } = store
  const changes: SealedChange[] = []
  for (const [text, row] of store.sealed) {
    const value = row.value === undefined ? null : spec.value.serialize(row.value)
    if (value !== null) store.learnSize(value.length)
    changes.push({
      key: spec.key.format === 'text' ? text : keys.toBytes(text),
      value,
      timestamp: row.timestamp,
    })
  }
  return changes
}

export function writeChanges(store: TaskStore, changes: readonly SealedChange[], batch: StateBatch): void {
  for (const { key, value, timestamp } of changes) {
    const bytes = typeof key === 'string' ? Buffer.from(key) : key
    if (value === null) batch.delete(store.name, store.partition, bytes)
    else batch.put(store.name, store.partition, bytes, encodeRow(value, timestamp))
  }
}
