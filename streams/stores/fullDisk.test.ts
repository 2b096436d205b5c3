import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type SmallDisk, smallDisk } from '../testing/smallDisk.ts'
import { RocksDatabase } from './rocksDatabase.ts'
import { StateFailed } from './stateFailed.ts'

const MiB = 2 ** 20
const disk = smallDisk(24 * MiB)
const reason = typeof disk === 'string' ? disk : null
afterAll(() => {
  if (typeof disk !== 'string') disk.remove()
})

const perBatch = 200
/** Every second row is new, so that the disk fills up however well compactions keep pace; the others are written again and again. */
const keyOf = (batch: number, row: number) => {
  const n = batch * perBatch + row
  return row % 2 === 0 ? `n${n}` : `k${n % 1000}`
}

test.skipIf(reason)(
  `a disk that fills up leaves what was committed, no more and no less ${reason ?? ''}`,
  async () => {
    const { path } = disk as SmallDisk
    const state = join(path, 'rocksdb')
    let database = await RocksDatabase.open(state, MiB)
    const write = async (number: number) => {
      const batch = database.batch()
      for (let row = 0; row < perBatch; row++) {
        batch.put('s', 0, Buffer.from(keyOf(number, row)), Buffer.from(`${number} ${'x'.repeat(500)}`))
      }
      batch.setPosition('s', 0, { topic: 't', topicId: 'i', offset: number, time: 0 })
      await batch.write()
    }
    await write(0)
    const { bavail, bsize } = statfsSync(path)
    writeFileSync(join(path, 'other'), Buffer.alloc(bavail * bsize - 12 * MiB))
    let failure: unknown = null
    let number = 1
    while (failure === null && number < 10_000) await write(number++).catch(error => (failure = error))
    expect(failure).toBeInstanceOf(StateFailed)
    expect(failure).toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('Free some space') })
    const last = number - 2
    expect((await database.position('s', 0))?.offset).toBe(last)
    await database.close()

    rmSync(join(path, 'other'))
    database = await RocksDatabase.open(state, MiB)
    expect((await database.position('s', 0))?.offset).toBe(last)
    const expected = new Map<string, number>()
    for (let batch = 0; batch <= last; batch++)
      for (let row = 0; row < perBatch; row++) expected.set(keyOf(batch, row), batch)
    const rows = await database.range('s', 0, {})
    expect(new Map(rows.map(({ key, value }) => [String(key), Number.parseInt(String(value), 10)]))).toEqual(
      expected,
    )
    await write(last + 1)
    await database.close()
  },
)

test('errors that are not the disk’s stay what they are', () => {
  const error = new Error('Batch was not applied')
  expect(StateFailed.from(error, 'p')).toBe(error)
  const refused = new Error('Batch was not applied', {
    cause: Object.assign(new Error('While open a file'), { code: 'EIO' }),
  })
  expect(StateFailed.from(refused, 'p')).toMatchObject({ code: 'STATE_IO', cause: refused })
})
