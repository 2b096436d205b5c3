import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

describe.skipIf(!process.env.KAFKA_BROKERS)('what passes through an application', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
  })
  afterEach(() => fixture.close())

  function counting(): Topology {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text, name: 'in' })
      .peek(
        value => {
          if (value === 'bad') throw new Error('bad')
        },
        { name: 'look' },
      )
      .map(value => ({ key: value, value }), { name: 'value-as-key' })
      .repartition({ name: 'by-value', key: text, value: text })
      .groupByKey()
      .count({ store: 'counts', name: 'count' })
      .toStream({ name: 'told' })
      .to(output, { value: json<number | null>(), name: 'out' })
    return builder.build()
  }

  test('is told by step, topic and store, and its records where a step is watched', async () => {
    const streams = await fixture.start(counting(), { errors: { process: () => 'skip' } })
    await streams.reached('RUNNING')
    expect(Object.values(streams.flow().nodes).every(({ records }) => records === 0)).toBe(true)
    streams.watch('told')
    const records = Array.from({ length: 90 }, (_, i) => ({ key: `k${i}`, value: `v${i % 3}`, timestamp: i }))
    await fixture.produce(input, [...records, { key: 'k', value: 'bad', timestamp: 90 }])
    const flow = await fixture.until(
      () => streams.flow(),
      ({ topics, stores }) =>
        topics[output]?.outRecords === 90 &&
        stores.reduce((sum, { rows }) => sum + (rows ?? 0), 0) === 3 &&
        stores.every(({ bytes }) => bytes !== null),
    )

    const counted = Object.entries(flow.nodes).map(([name, { records }]) => [name, records])
    expect(Object.fromEntries(counted)).toEqual({
      in: 91,
      look: 91,
      'value-as-key': 90,
      'by-value-sink': 90,
      'by-value': 90,
      count: 90,
      told: 90,
      out: 90,
    })
    expect(flow.nodes.in!.nanos).toBeGreaterThan(0)
    expect(flow.nodes.count!.nanos).toBeGreaterThan(0)
    expect(flow.nodes.look).toMatchObject({
      failures: 1,
      lastFailure: { stage: 'process', response: 'skip', error: 'bad', topic: input },
    })
    expect(streams.failures('look')).toHaveLength(1)

    const between = flow.topics[`${fixture.name('app')}-by-value-repartition`]!
    expect(between).toMatchObject({ inRecords: 90, outRecords: 90 })
    // The same records, written and read again.
    expect(between.inBytes).toBe(between.outBytes)
    expect(between.inBytes).toBeGreaterThan(90 * 5)
    expect(flow.topics[input]).toMatchObject({ inRecords: 91, outRecords: 0, outBytes: 0 })

    expect(flow.stores.map(({ store, partition, role }) => [store, partition, role])).toEqual(
      [0, 1, 2].map(partition => ['counts', partition, 'active']),
    )
    expect(flow.stores.every(({ hash }) => /^[0-9a-f]{32}$/.test(hash!))).toBe(true)
    expect(flow.stores.reduce((sum, { hits, misses }) => sum + hits + misses, 0)).toBe(90)
    expect(flow.stores.reduce((sum, { cachedRows }) => sum + cachedRows, 0)).toBe(3)

    const recent = streams.recent('told')
    expect(recent.length).toBeGreaterThanOrEqual(50)
    const counts = recent.filter(({ key }) => key === 'v0').map(({ value }) => value)
    expect(counts[0]).toEqual({ now: 1 })
    expect(counts[1]).toEqual({ now: 2, before: 1 })
    expect(recent[0]).toMatchObject({ topic: `${fixture.name('app')}-by-value-repartition`, isCut: false })

    const { totals, database } = streams.status()
    expect(totals.consumedBytes[input]).toBe(flow.topics[input]!.inBytes)
    expect(totals.producedBytes[output]).toBe(flow.topics[output]!.outBytes)
    expect(totals.cache).toEqual({ hits: 90, misses: 0 })
    expect(totals.aborts).toBe(0)
    expect(database!.files).toHaveLength(7)
    await streams.stop()
    // Nobody asks a closed database.
    expect(streams.flow().nodes.in!.records).toBe(91)
    expect(streams.recent('told')).toEqual([])
    expect(streams.timeline().at(-1)).toMatchObject({ kind: 'state', to: 'STOPPED' })
  })
})
