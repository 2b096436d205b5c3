import type { MissingRead } from '../stores/journal.ts'
import type { TaskStore } from '../stores/taskStore.ts'

/** Fetches what reads did not find in memory: one batched read a store. */
export async function loadMissing(missing: readonly MissingRead[]): Promise<void> {
  const keys = new Map<TaskStore, Set<string>>()
  const reads: Promise<void>[] = []
  for (const { store, key, range } of missing) {
    if (key !== null) {
      const wanted = keys.get(store)
      if (wanted) wanted.add(key)
      else keys.set(store, new Set([key]))
    }
    if (range !== null) reads.push(loadRange(store, range.from, range.to))
  }
  for (const [store, wanted] of keys) reads.push(loadKeys(store, [...wanted]))
  await Promise.all(reads)
}

async function loadKeys(store: TaskStore, texts: readonly string[]): Promise<void> {
  const bytes = texts.map(text => store.keys.toBytes(text))
  const values = await store.database.get(store.name, store.partition, bytes)
  texts.forEach((text, index) => {
    store.loaded(text, bytes[index]!, values[index]!)
  })
}

async function loadRange(store: TaskStore, from: string | undefined, to: string | undefined): Promise<void> {
  const bytes = (text: string | undefined) => (text === undefined ? undefined : store.keys.toBytes(text))
  const rows = await store.database.range(store.name, store.partition, { from: bytes(from), to: bytes(to) })
  store.loadedRange(from, to, rows)
}
