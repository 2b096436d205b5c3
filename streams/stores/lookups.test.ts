import { expect, test } from 'vitest'
import { keyValueStore } from '../graph/storeSpec.ts'
import { loadMissing } from '../processing/loadMissing.ts'
import { json, text } from '../serdes/index.ts'
import { Journal } from './journal.ts'
import { MemoryDatabase } from './memoryDatabase.ts'
import { RowMemory } from './rowMemory.ts'
import { encodeRow } from './storedValue.ts'
import { TaskStore } from './taskStore.ts'

test('each row that processing asked for is a hit or a miss, whether it was read before or when asked for', async () => {
  const database = new MemoryDatabase()
  const batch = database.batch()
  for (const key of ['a', 'b', 'c']) batch.put('kept', 0, Buffer.from(key), encodeRow('1', 1))
  await batch.write()
  const memory = new RowMemory(1_000_000)
  const journal = new Journal()
  const store = new TaskStore({
    spec: keyValueStore<string, number>({ name: 'kept', key: text, value: json() }) as never,
    partition: 0,
    database,
    journal,
    clock: { timestamp: 5, streamTime: 5 },
    memory,
    empty: false,
  })
  const read = async (key: string) => {
    for (;;) {
      try {
        return store.get(key)
      } catch {
        await loadMissing(journal.takeMissing())
      }
    }
  }
  expect(await read('a')).toBe(1)
  expect(memory.lookups).toEqual({ hits: 0, misses: 1 })
  expect(await read('a')).toBe(1)
  expect(memory.lookups).toEqual({ hits: 1, misses: 1 })
  // Read ahead of the records that want them.
  await loadMissing(['b', 'c', 'none'].map(key => ({ store, key, range: null })))
  for (const key of ['b', 'c', 'none']) await read(key)
  expect(memory.lookups).toEqual({ hits: 1, misses: 4 })
  expect(await read('none')).toBeUndefined()
  expect(memory.lookups).toEqual({ hits: 2, misses: 4 })
  store.put('new', 2)
  expect(await read('new')).toBe(2)
  expect(memory.lookups).toEqual({ hits: 3, misses: 4 })
  // The totals outlive the task.
  store.cache.close()
  store.cache.close()
  expect(memory.lookups).toEqual({ hits: 3, misses: 4 })
})
