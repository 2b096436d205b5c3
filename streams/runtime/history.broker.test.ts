import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compactionLagFor } from '../graph/storeSpec.ts'
import { json, type KafkaStreams, keyValueStore, type Processor, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

function keepLast(keepMs: number | null) {
  const derniers = keyValueStore({
    name: 'derniers',
    key: text,
    value: json<string>(),
    ...(keepMs === null
      ? { changelogConfigs: { 'max.compaction.lag.ms': '86400000' } }
      : { versions: { keepMs } }),
  })
  const processor: Processor<string, string, never, never, { derniers: typeof derniers }> = {
    name: 'keep',
    stores: { derniers },
    process({ key, value }, { stores }) {
      if (value === 'gone') stores.derniers.delete(key)
      else stores.derniers.put(key, value)
    },
  }
  return processor
}

/** Versions on a real broker: of those that run a partition, that follow it, and of a restore from nothing but the changelog. */
describe.skipIf(!process.env.KAFKA_BROKERS)('rows as they were', () => {
  let fixture: BrokerFixture
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
  })
  afterEach(() => fixture.close())

  test('are told by who processes, by a standby, and after a restore; the changelog is not compacted too soon', async () => {
    const keepMs = 3_600_000
    const input = await fixture.topic('in', 1)
    const builder = new StreamsBuilder()
    builder.stream(input, { key: text, value: text }).process(keepLast(keepMs))
    const topology = builder.build()
    const began = Date.now() - 60_000
    const event = (key: string, value: string, after: number) => ({ key, value, timestamp: began + after })
    const first = await fixture.start(topology, { standbys: 1 })
    // All of it in one commit, or in several: a version is one either way.
    await fixture.produce(input, [
      event('a', 'a1', 0),
      event('a', 'a2', 1_000),
      event('b', 'b1', 2_000),
      event('a', 'late', 500),
      event('b', 'gone', 3_000),
      event('a', 'a3', 4_000),
    ])
    const asOf = (streams: KafkaStreams, after: number) => {
      const [partition = 0] = [...streams.store('derniers').partitions, 0]
      return streams
        .store<string, string>('derniers')
        .at(partition)
        .page({ at: began + after })
        .then(({ rows }) => rows.map(([, value]) => value))
        .catch(() => null)
    }
    const history = async (streams: KafkaStreams) =>
      Promise.all([-1, 0, 1_000, 1_999, 2_000, 3_000, 9_000].map(after => asOf(streams, after)))
    const expected = [[], ['a1'], ['a2'], ['a2'], ['late', 'b1'], ['late'], ['a3']]
    const isExpected = (seen: unknown) => JSON.stringify(seen) === JSON.stringify(expected)
    await fixture.until(() => history(first), isExpected)

    const standby = await fixture.start(topology, { standbys: 1 })
    await fixture.until(
      async () => standby.store('derniers').standbys.length + standby.store('derniers').partitions.length,
      copies => copies > 0,
    )
    await fixture.until(() => history(standby), isExpected)
    await Promise.all([first.stop(), standby.stop()])

    const again = await fixture.start(topology)
    await fixture.until(() => history(again), isExpected)
    await expect(
      again
        .store('derniers')
        .at(0)
        .get('a', { at: Date.now() - keepMs - 1_000 }),
    ).rejects.toThrow('Ask for')

    const changelog = `${fixture.name('app')}-derniers-changelog`
    const configs = (await fixture.kafka.topicConfigs([changelog])).get(changelog)!
    expect(configs.get('min.compaction.lag.ms')).toBe(String(compactionLagFor(keepMs)))
  })

  test('begin when a store that is there is declared to have them, and its changelog is told', async () => {
    const keepMs = 3_600_000
    const input = await fixture.topic('in', 1)
    const stateDir = await fixture.stateDir()
    const start = async (kept: number | null) => {
      const builder = new StreamsBuilder()
      builder.stream(input, { key: text, value: text }).process(keepLast(kept))
      const streams = await fixture.start(builder.build(), { stateDir })
      await streams.reached('RUNNING')
      return streams
    }
    const rowIs = (streams: KafkaStreams, value: string) =>
      fixture.until(
        () => streams.store<string, string>('derniers').get('a'),
        row => row === value,
      )
    const first = await start(null)
    await fixture.produce(input, [{ key: 'a', value: 'a1', timestamp: Date.now() }])
    await rowIs(first, 'a1')
    await first.stop()
    const before = Date.now()

    const again = await start(keepMs)
    const view = again.store<string, string>('derniers')
    await expect(view.get('a', { at: before - 1 })).rejects.toThrow('Ask for')
    const then = Date.now()
    expect(await view.get('a', { at: then })).toBe('a1')
    await fixture.produce(input, [{ key: 'a', value: 'a2', timestamp: then + 1 }])
    await rowIs(again, 'a2')
    expect(await view.get('a', { at: then })).toBe('a1')
    const changelog = `${fixture.name('app')}-derniers-changelog`
    const configs = async () => (await fixture.kafka.topicConfigs([changelog])).get(changelog)!
    await fixture.until(
      configs,
      each => each.get('min.compaction.lag.ms') === String(compactionLagFor(keepMs)),
    )
  })
})
