import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type KafkaStreams, type Logger, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

type Line = Readonly<Record<string, unknown>> & { readonly msg: string }

describe.skipIf(!process.env.KAFKA_BROKERS)('restore on a real broker', () => {
  let fixture: BrokerFixture
  let inputs: readonly [string, string]

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    inputs = [await fixture.topic('left', 1), await fixture.topic('right', 1)]
  })
  afterEach(() => fixture.close())

  /** Two stores, in tasks of their own. */
  function counting(): Topology {
    const builder = new StreamsBuilder()
    for (const [index, store] of ['left', 'right'].entries())
      builder.stream(inputs[index]!, { key: text, value: text }).groupByKey().count({ store })
    return builder.build()
  }

  const app = () => fixture.name('app')
  const changelog = (store: string) => `${app()}-${store}-changelog`

  async function started(stateDir: string) {
    const lines: Line[] = []
    const log = (fields: object, msg: string) => void lines.push({ ...fields, msg })
    const logger: Logger = { info: log, warn: log, error: log }
    const streams = await fixture.start(counting(), { stateDir, logger })
    await streams.reached('RUNNING')
    return { streams, lines }
  }

  const rows = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: 'x', timestamp: i }))
  const counts = async (streams: KafkaStreams, store: string) =>
    (await streams.store<string, number>(store).page({ limit: 100 })).rows.map(([, count]) => count)

  /** Each row once in this instance's state, then as many times more as `again` says in that of another. */
  async function behind(again: number): Promise<string> {
    const old = await fixture.stateDir()
    const first = await started(old)
    for (const input of inputs) await fixture.produce(input, rows)
    for (const store of ['left', 'right'])
      await fixture.until(
        () => counts(first.streams, store),
        found => found.length === 50,
      )
    await first.streams.stop()
    const other = await started(await fixture.stateDir())
    // One round after the other: of several changes of a row a commit writes the last alone.
    for (let round = 2; round <= again + 1; round++) {
      for (const input of inputs) await fixture.produce(input, rows)
      for (const store of ['left', 'right'])
        await fixture.until(
          () => counts(other.streams, store),
          found => found.length === 50 && found.every(count => count === round),
        )
    }
    await other.streams.stop()
    return old
  }

  test.each([
    {
      what: 'a position too old for the deletions that the log still has',
      change: (topic: string) => fixture.kafka.setTopicConfigs(topic, { 'delete.retention.ms': '1' }),
      why: /deletions may have been compacted away/,
    },
    {
      what: 'a position before the begin of the log',
      change: async (topic: string) => {
        await fixture.kafka.setTopicConfigs(topic, { 'cleanup.policy': 'compact,delete' })
        // Refused until the new policy is known where the partition is led.
        await fixture.until(
          () =>
            fixture.kafka.deleteRecords([{ topic, partition: 0, offset: 60 }]).then(
              () => true,
              () => false,
            ),
          Boolean,
        )
      },
      why: /now begins at 60, after its position/,
    },
  ])('$what: that store alone is rebuilt, and the log says why', async ({ change, why }) => {
    const old = await behind(2)
    await change(changelog('left'))
    const { streams, lines } = await started(old)
    const aside = lines.filter(({ msg }) => msg.startsWith('state set aside'))
    expect(aside).toMatchObject([{ store: 'left', partition: 0, why: expect.stringMatching(why) }])
    const restored = (name: string) =>
      lines.find(({ msg, store }) => msg === 'store restored' && store === name)?.records
    // Its tail alone; the other has all that the log has.
    expect(restored('right')).toBe(100)
    expect(restored('left')).toBeGreaterThanOrEqual(90)
    expect(await counts(streams, 'left')).toEqual(Array(50).fill(3))
    expect(await counts(streams, 'right')).toEqual(Array(50).fill(3))
  })

  test('progress is told, and counted', async () => {
    const old = await behind(1)
    const { streams, lines } = await started(old)
    expect(streams.status().totals.restored.records).toBe(100)
    expect(streams.status().restoring).toEqual([])
    expect(lines.filter(({ msg }) => msg === 'store restored')).toHaveLength(2)
    for (const line of lines.filter(({ msg }) => msg === 'store restored'))
      expect(line).toMatchObject({ partition: 0, records: 50, bytes: expect.any(Number) })
  })
})
