import { expect, test } from 'vitest'
import { keyValueStore } from '../graph/storeSpec.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { Journal } from '../stores/journal.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { RowMemory } from '../stores/rowMemory.ts'
import { sealedChanges, writeChanges } from '../stores/sealedChange.ts'
import { TaskStore } from '../stores/taskStore.ts'
import { StoreView } from './storeView.ts'

interface Row {
  readonly n: number
}

const spec = keyValueStore<string, Row>({ name: 's', key: text, value: json<Row>() })

/** A task's store, its database, and a view that counts how often it asks that. */
function setUp(empty = true) {
  const database = new MemoryDatabase()
  let asked = 0
  const read = database.read.bind(database)
  database.read = (store, keys) => {
    asked++
    return read(store, keys)
  }
  const store = new TaskStore<string, Row>({
    spec,
    partition: 0,
    database,
    journal: new Journal(),
    clock: { timestamp: 1, streamTime: 1 },
    memory: new RowMemory(1 << 20),
    empty,
    position: 10,
  })
  const view = new StoreView(
    spec,
    () => ({ active: [store as unknown as TaskStore], standby: [] }),
    () => 0,
  )
  /** Steps 2 and 6 of a commit; 7 is `store.committed`. */
  const write = async (position: number) => {
    await store.learnReplaced()
    store.seal()
    const batch = database.batch()
    writeChanges(store as never, sealedChanges(store as never), batch)
    batch.setPosition('s', 0, { topic: 't', topicId: 'T', offset: position, time: 0 })
    store.sealedPosition = position
    await batch.write()
  }
  return { store, view, write, asked: () => asked }
}

test('a committed row that is in memory is read there, with how far the changelog is in it', async () => {
  const { store, view, write, asked } = setUp()
  store.put('a', { n: 1 })
  expect((await view.read('a', 0)).value).toBeUndefined()
  await write(12)
  store.committed()
  expect(await view.read('a', 0)).toMatchObject({ value: { n: 1 }, source: { position: 12 } })
  expect(asked()).toBe(0)
})

test('a row of the commit under way is asked of the database: somebody may have read it there', async () => {
  const { store, view, write, asked } = setUp()
  store.put('a', { n: 1 })
  await write(12)
  store.committed()
  store.put('a', { n: 2 })
  store.put('b', { n: 2 })
  await write(15)
  expect(await view.read('a', 0)).toMatchObject({ value: { n: 2 }, source: { position: 15 } })
  expect(await view.read('b', 0)).toMatchObject({ value: { n: 2 }, source: { position: 15 } })
  expect(asked()).toBe(2)
  store.committed()
  expect(await view.read('a', 0)).toMatchObject({ value: { n: 2 }, source: { position: 15 } })
  expect(asked()).toBe(2)
})

test('what memory does not know is asked of the database', async () => {
  const { view, asked } = setUp(false)
  expect((await view.read('a', 0)).value).toBeUndefined()
  expect(asked()).toBe(1)
})

test('whoever changes what he was given changes nothing for the processors', async () => {
  const { store, view, write } = setUp()
  store.put('a', { n: 1 })
  await write(12)
  store.committed()
  const { value } = await view.read('a', 0)
  Object.assign(value!, { n: 99 })
  expect(store.get('a')).toEqual({ n: 1 })
  expect((await view.read('a', 0)).value).toEqual({ n: 1 })
})
