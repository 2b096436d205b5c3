import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type SmallDisk, smallDisk } from '../../streams/testing/smallDisk.ts'
import { Outbox } from './outbox.ts'
import { OutboxUnable } from './outboxUnable.ts'
import { entry, silent } from './test/entries.ts'

const MiB = 2 ** 20
const disk = smallDisk(16 * MiB)
const reason = typeof disk === 'string' ? disk : null
afterAll(() => {
  if (typeof disk !== 'string') disk.remove()
})

test.skipIf(reason)(
  `a disk that fills up refuses, keeps what was acknowledged, and takes again when there is room ${reason ?? ''}`,
  async () => {
    const { path } = disk as SmallDisk
    const options = { folder: join(path, 'outbox'), maxRecords: 1e6, maxBytes: 1 << 30, log: silent }
    const acknowledged: string[] = []
    let outbox = await Outbox.open(options)
    const keep = async (name: string) => {
      await outbox.keep(entry(name, 'x'.repeat(20_000)))
      acknowledged.push(`event-${name}`)
    }
    const { bavail, bsize } = statfsSync(path)
    writeFileSync(join(path, 'other'), Buffer.alloc(bavail * bsize - 3 * MiB))
    let refused = 0
    // Beyond the first refusal too: smaller ones may still have found room.
    for (let i = 0; refused < 20; i++) {
      await Promise.all([keep(`${i}-a`), keep(`${i}-b`)]).catch(error => {
        expect(error).toBeInstanceOf(OutboxUnable)
        expect(error.message).toContain('ENOSPC')
        refused++
      })
    }
    expect(acknowledged.length).toBeGreaterThan(100)
    expect(outbox.kept.map(each => each.entry.eventId)).toEqual(acknowledged)

    rmSync(join(path, 'other'))
    await keep('after')
    await outbox.close()
    outbox = await Outbox.open(options)
    expect(outbox.kept.map(each => each.entry.eventId)).toEqual(acknowledged)
    expect(outbox.kept.map(({ number }) => number)).toEqual(acknowledged.map((_, index) => index))
    await outbox.close()
  },
)
