import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RocksDatabase } from './rocksDatabase.ts'

let folder: string
let database: RocksDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figures-'))
  database = await RocksDatabase.open(join(folder, 'db'), 64 * 1024)
})
afterEach(async () => {
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

test('the database tells what it holds and what it has done, and what each store partition takes', async () => {
  for (let i = 0; i < 20; i++) {
    const batch = database.batch()
    for (let key = 0; key < 200; key++)
      batch.put('rows', 1, Buffer.from(`${i}-${key}`), Buffer.alloc(500, key + i))
    await batch.write()
  }
  // Written beside the writer: awaited, and there by itself.
  const done = async () => {
    for (;;) {
      const usage = await database.usage()
      const { runningFlushes, runningCompactions, jobs } = usage.figures
      await setImmediate()
      if (jobs > 0 && runningFlushes + runningCompactions === 0) return usage
    }
  }
  const { memoryBytes, diskBytes, figures } = await done()
  expect(figures.files.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  expect(figures.tableBytes).toBeGreaterThan(10_000)
  expect(figures.tableBytes).toBe(diskBytes)
  expect(figures.keys).toBeGreaterThan(1_000)
  expect(figures.writeBufferBytes + figures.blockCacheBytes + figures.tableReaderBytes).toBe(memoryBytes)
  expect(figures.backgroundErrors).toBe(0)
  expect(
    Object.values(figures)
      .flat()
      .every(value => typeof value === 'boolean' || Number.isFinite(value)),
  ).toBe(true)
  expect(await database.sizeOf('rows', 1)).toBeGreaterThan(10_000)
  expect(await database.sizeOf('rows', 2)).toBe(0)
})

test('of a closed database nothing is asked', async () => {
  await database.close()
  await expect(database.sizeOf('rows', 1)).rejects.toThrow('closed')
})
