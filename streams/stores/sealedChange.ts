import type { Row } from './row.ts'
import type { StateBatch } from './stateDatabase.ts'
import { encodeRow, hashStored } from './storedValue.ts'
import type { TaskStore } from './taskStore.ts'

/** A row about to be committed, serialised once for the changelog and the database alike. */
export interface SealedChange {
  readonly key: Buffer
  /** Null deletes. */
  readonly value: string | Uint8Array | null
  /** The value with its event time, as the database has it; null deletes. */
  readonly stored: Buffer | null
  readonly timestamp: number
}

/**
 * The sealed rows of a store; of several writes of one key the last, and with versions the last of each time, in their order.
 * The store's hash is that of its rows with these from here on. Once a commit.
 */
export function sealedChanges(store: TaskStore): readonly SealedChange[] {
  const { keys, sum } = store
  const changes: SealedChange[] = []
  for (const [text, row] of store.sealed) {
    const key = keys.toBytes(text)
    if (row.earlier) for (const each of earlierRows(row)) changes.push(changeOf(store, key, each))
    const change = changeOf(store, key, row)
    changes.push(change)
    if (row.replaces === undefined)
      throw new Error(`Store "${store.name}" commits a row over one it has not seen`)
    row.hash = change.stored === null ? null : hashStored(key, change.stored)
    sum.replace(row.replaces, row.hash)
  }
  // So the changelog is in the order of the versions' times, which a replica can hold itself to.
  return store.history ? changes.sort((a, b) => a.timestamp - b.timestamp) : changes
}

function changeOf(store: TaskStore, key: Buffer, { value, timestamp }: Row): SealedChange {
  if (value === undefined) return { key, value: null, stored: null, timestamp }
  const serialized = store.spec.value.serialize(value)
  store.learnSize(serialized.length)
  return { key, value: serialized, stored: encodeRow(serialized, timestamp), timestamp }
}

function earlierRows(row: Row): readonly Row[] {
  const rows: Row[] = []
  for (let { earlier } = row; earlier; { earlier } = earlier.row) rows.push(earlier.row)
  return rows.reverse()
}

export function writeChanges(store: TaskStore, changes: readonly SealedChange[], batch: StateBatch): void {
  const { name, partition, history } = store
  for (const { key, stored, timestamp } of changes) {
    if (stored === null) batch.delete(name, partition, key)
    else batch.put(name, partition, key, stored)
    history?.write(batch, key, timestamp, stored)
  }
}
