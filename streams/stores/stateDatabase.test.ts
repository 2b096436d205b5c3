import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MemoryDatabase } from './memoryDatabase.ts'
import { RocksDatabase, StateDirectoryLocked } from './rocksDatabase.ts'
import type { StateDatabase } from './stateDatabase.ts'

const bytes = (text: string) => Buffer.from(text)

/** One contract, run by every kind of state database. */
describe.each(['memory', 'rocksdb'])('state database: %s', kind => {
  let path: string
  let database: StateDatabase
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'millrace-db-'))
    database = kind === 'memory' ? new MemoryDatabase() : await RocksDatabase.open(path)
  })
  afterEach(async () => {
    await database.close()
    await rm(path, { recursive: true, force: true })
  })

  async function put(store: string, partition: number, rows: Record<string, string>) {
    const batch = database.batch()
    for (const [key, value] of Object.entries(rows)) batch.put(store, partition, bytes(key), bytes(value))
    await batch.write()
  }
  const texts = (rows: readonly { key: Buffer; value: Buffer }[]) =>
    rows.map(({ key, value }) => `${key}=${value}`)

  test('answers keys in their order, null for what is not there', async () => {
    await put('s', 0, { a: '1', b: '2' })
    expect(
      (await database.get('s', 0, ['b', 'x', 'a'].map(bytes))).map(value => value?.toString() ?? null),
    ).toEqual(['2', null, '1'])
  })

  test('keeps stores and partitions apart, also where one name begins with another', async () => {
    await put('s', 0, { a: '1' })
    await put('s', 1, { a: '2' })
    await put('ss', 0, { a: '3' })
    await put('s', 256, { b: '4' })
    expect(texts(await database.range('s', 0, {}))).toEqual(['a=1'])
    expect(texts(await database.range('s', 1, {}))).toEqual(['a=2'])
    await database.drop('s', 0)
    expect(texts(await database.range('s', 0, {}))).toEqual([])
    expect(texts(await database.range('ss', 0, {}))).toEqual(['a=3'])
    expect(texts(await database.range('s', 256, {}))).toEqual(['b=4'])
  })

  test('ranges by byte order, half open, limited, reversed', async () => {
    await put('s', 0, { a: '1', ab: '2', b: '3', é: '4', c: '5' })
    expect(texts(await database.range('s', 0, { from: bytes('ab'), to: bytes('c') }))).toEqual([
      'ab=2',
      'b=3',
    ])
    expect(texts(await database.range('s', 0, { limit: 2 }))).toEqual(['a=1', 'ab=2'])
    expect(texts(await database.range('s', 0, { reverse: true, limit: 2 }))).toEqual(['é=4', 'c=5'])
  })

  test('rows and position of a batch come together; later ones replace them', async () => {
    const position = { topic: 't', topicId: 'id', offset: 7, time: 1 }
    const batch = database.batch()
    batch.put('s', 2, bytes('a'), bytes('1'))
    batch.setPosition('s', 2, position)
    expect(await database.position('s', 2)).toBe(null)
    await batch.write()
    expect(await database.position('s', 2)).toEqual(position)
    const next = database.batch()
    next.delete('s', 2, bytes('a'))
    next.setPosition('s', 2, { ...position, offset: 8 })
    await next.write()
    expect(await database.get('s', 2, [bytes('a')])).toEqual([null])
    expect(await database.positions()).toEqual([{ ...position, offset: 8, store: 's', partition: 2 }])
    await database.drop('s', 2)
    expect(await database.positions()).toEqual([])
  })

  describe('a snapshot', () => {
    const position = { topic: 't', topicId: 'id', offset: 1, time: 1 }
    async function commit(offset: number, rows: Record<string, string | null>) {
      const batch = database.batch()
      for (const [key, value] of Object.entries(rows))
        if (value === null) batch.delete('s', 0, bytes(key))
        else batch.put('s', 0, bytes(key), bytes(value))
      batch.setPosition('s', 0, { ...position, offset })
      await batch.write()
    }

    test('does not see later batches, nor that a store is dropped', async () => {
      await commit(1, { a: '1', b: '1' })
      const snapshot = database.snapshot()
      await commit(2, { a: '2', b: null, c: '2' })
      await put('later', 0, { a: '1' })
      await database.drop('s', 0)
      expect(texts(await snapshot.range('s', 0, {}))).toEqual(['a=1', 'b=1'])
      expect(await snapshot.get('s', 0, ['b', 'c'].map(bytes))).toEqual([bytes('1'), null])
      expect(await snapshot.position('s', 0)).toEqual(position)
      expect(await snapshot.range('later', 0, {})).toEqual([])
      expect(await database.range('s', 0, {})).toEqual([])
      snapshot.close()
    })

    test('has the position of its rows, whatever is written meanwhile, and so has a read', async () => {
      const writes = (async () => {
        for (let n = 1; n <= 300; n++) await commit(n, { a: String(n), z: String(n) })
      })()
      for (let n = 0; n < 100; n++) {
        const snapshot = database.snapshot()
        const [rows, at] = await Promise.all([
          snapshot.get('s', 0, ['a', 'z'].map(bytes)),
          snapshot.position('s', 0),
        ])
        const expected = at === null ? [null, null] : [bytes(String(at.offset)), bytes(String(at.offset))]
        expect(rows).toEqual(expected)
        snapshot.close()
        const [read, other, again] = await database.read('s', [
          { partition: 0, keys: ['a', 'none'].map(bytes) },
          { partition: 1, keys: ['a'].map(bytes) },
          { partition: 0, keys: ['z'].map(bytes) },
        ])
        const now = read!.position && bytes(String(read!.position.offset))
        expect(read!.values).toEqual([now, null])
        expect(other).toEqual({ values: [null], position: null })
        expect(again).toEqual({ values: [now], position: read!.position })
      }
      await writes
    })

    test('is refused once it is closed, and keeps no database open', async () => {
      await commit(1, { a: '1' })
      const closed = database.snapshot()
      closed.close()
      closed.close()
      await expect(closed.get('s', 0, [bytes('a')])).rejects.toThrow()
      await expect(closed.range('s', 0, {})).rejects.toThrow()
      await expect(closed.position('s', 0)).rejects.toThrow()
      // One more is open when the database is closed after this test.
      database.snapshot()
    })

    test('is closed beneath a read, which goes on', async () => {
      await commit(1, { a: '1' })
      const snapshot = database.snapshot()
      const read = snapshot.range('s', 0, {})
      snapshot.close()
      expect(texts(await read)).toEqual(['a=1'])
    })
  })

  test('holds thousands of rows of one batch', async () => {
    await put(
      's',
      0,
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${String(i).padStart(5, '0')}`, `v${i}`])),
    )
    expect(await database.range('s', 0, { from: bytes('k01000') })).toHaveLength(4000)
  })
})

test('a directory that is open is refused with the way out', async () => {
  const path = await mkdtemp(join(tmpdir(), 'millrace-db-'))
  const database = await RocksDatabase.open(path)
  await expect(RocksDatabase.open(path)).rejects.toBeInstanceOf(StateDirectoryLocked)
  await database.close()
  await rm(path, { recursive: true })
})
