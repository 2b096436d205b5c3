import { expect, test } from 'vitest'
import { keyValueStore } from '../graph/storeSpec.ts'
import { json } from '../serdes/json.ts'
import { text } from '../serdes/text.ts'
import { MemoryDatabase } from '../stores/memoryDatabase.ts'
import { encodeRow } from '../stores/storedValue.ts'
import type { StandbyStore } from './standbyStore.ts'
import { StoreView } from './storeView.ts'

test('a page that goes on after a place before its range begins where the range does', async () => {
  const spec = keyValueStore({ name: 'rows', key: text, value: json<string>() })
  const database = new MemoryDatabase()
  const batch = database.batch()
  for (const key of ['a', 'b', 'c', 'd'])
    batch.put('rows', 0, Buffer.from(key), encodeRow(JSON.stringify(key), 1))
  await batch.write()
  const standby: StandbyStore = {
    name: 'rows',
    partition: 0,
    database,
    position: 4,
    end: 4,
    currentAt: 0,
    streamTime: 1,
    isReadable: true,
  }
  const view = new StoreView(
    spec,
    () => ({ active: [], standby: [standby] }),
    () => 0,
  ).at(0)
  const keys = async (after: string) =>
    (await view.page({ from: 'b', to: 'd', after })).rows.map(([key]) => key)
  expect(await keys('0')).toEqual(['b', 'c'])
  expect(await keys('b')).toEqual(['c'])
  expect(await keys('d')).toEqual([])
})

test('an active store that the group has not confirmed for too long says since when', async () => {
  const spec = keyValueStore({ name: 'rows', key: text, value: json<string>() })
  const database = new MemoryDatabase()
  let ownedAt: number | null = null
  const view = new StoreView<string, string>(
    spec,
    () => ({
      active: [{ name: 'rows', partition: 0, database, wasGone: () => false }],
      standby: [],
      ownedAt,
    }),
    () => 30_000,
  )
  const behind = async () => [
    (await view.read('a', 0)).source.behindMs,
    (await view.readPage()).sources[0]!.behindMs,
    (await view.readCount()).sources[0]!.behindMs,
  ]
  expect(await behind()).toEqual([0, 0, 0])
  ownedAt = 18_000
  expect(await behind()).toEqual([12_000, 12_000, 12_000])
})
