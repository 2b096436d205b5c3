import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, type KafkaStreams, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { type SmallDisk, smallDisk } from '../testing/smallDisk.ts'

const MiB = 2 ** 20
const probe = smallDisk(MiB)
const reason = typeof probe === 'string' ? probe : ''
if (typeof probe !== 'string') probe.remove()

interface Sum {
  readonly n: number
  readonly filling: string
}

/** A whole instance whose state lies on a real file system of 64 MiB. */
describe.skipIf(!process.env.KAFKA_BROKERS || reason)(`an instance on a small disk ${reason}`, () => {
  let fixture: BrokerFixture
  let disk: SmallDisk
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    disk = smallDisk(64 * MiB) as SmallDisk
    input = await fixture.topic('in', 1)
    output = await fixture.topic('out', 1)
  })
  afterEach(async () => {
    await fixture.close()
    disk.remove()
  })

  function start(diskLowBytes: number): Promise<KafkaStreams> {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .groupByKey()
      .aggregate<Sum>(
        () => ({ n: 0, filling: '' }),
        (sum, filling) => ({ n: sum.n + 1, filling }),
        { store: 'sums', value: json<Sum>() },
      )
      .toStream()
      .mapValues(sum => sum?.n ?? 0, { value: json<number>() })
      .to(output)
    return fixture.start(builder.build(), {
      stateDir: join(disk.path, 'state'),
      memoryBytes: 64 * MiB,
      diskLowBytes,
    })
  }

  let produced = 0
  /** Keys that come round again after 5,000 records. */
  async function produce(count: number) {
    for (let sent = 0; sent < count; sent += 500) {
      const records = Array.from({ length: 500 }, () => {
        const n = produced++
        return { key: `k${n % 5000}`, value: `${n} `.padEnd(1000, 'x'), timestamp: n }
      })
      await fixture.produce(input, records)
    }
  }
  beforeEach(() => {
    produced = 0
  })

  const filler = () => join(disk.path, 'other')
  function leave(freeBytes: number) {
    rmSync(filler(), { force: true })
    const { bavail, bsize } = statfsSync(disk.path)
    writeFileSync(filler(), Buffer.alloc(bavail * bsize - freeBytes))
  }

  /** Every record once, in order: each key's counts are 1, 2, 3 …; and the rows say the same. */
  async function expectAll(streams: KafkaStreams) {
    const records = await fixture.until(
      () => fixture.read(output),
      seen => seen.length >= produced,
    )
    expect(records.length).toBe(produced)
    const counts = new Map<string, number>()
    for (const { key, value } of records) {
      expect(Number(value)).toBe((counts.get(key!) ?? 0) + 1)
      counts.set(key!, Number(value))
    }
    const view = streams.store<string, Sum>('sums')
    for (const key of ['k0', 'k1', 'k2500', 'k4999']) expect((await view.get(key))?.n).toBe(counts.get(key))
    expect(await view.count()).toBe(counts.size)
  }

  test('low: intake pauses and says so; with room again it goes on, and nothing is lost', async () => {
    const streams = await start(16 * MiB)
    await produce(1000)
    await fixture.until(
      () => streams.status().totals.processed,
      processed => processed === 1000,
    )
    leave(10 * MiB)
    const { paused } = await fixture.until(
      () => streams.status(),
      ({ paused }) => paused !== null,
    )
    expect(paused).toMatchObject({ reason: 'disk-low', neededBytes: 20 * MiB })
    await produce(1000)
    leave(18 * MiB)
    // A look after the input came: there is more room than the limit, and not yet enough.
    await fixture.until(
      () => streams.status().paused!.freeBytes,
      free => free > 16 * MiB,
    )
    expect(streams.status().totals.processed).toBe(1000)
    expect(await streams.store<string, Sum>('sums').count()).toBe(1000)
    rmSync(filler())
    await expectAll(streams)
    expect(streams.status()).toMatchObject({ state: 'RUNNING', paused: null, totals: { recoveries: 0 } })
  })

  test('full: the instance ends and says what to do; started again with room it goes on from what was committed', async () => {
    const streams = await start(0)
    await produce(500)
    await fixture.until(
      () => streams.status().totals.processed,
      processed => processed === 500,
    )
    leave(6 * MiB)
    await produce(15_000)
    await expect(streams.done).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('Free some space'),
    })
    expect(streams.state).toBe('ERROR')
    rmSync(filler())
    const again = await start(0)
    await again.reached('RUNNING')
    await expectAll(again)
  })
})
