import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, type KafkaStreams, StreamsBuilder, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'

/** Rows that live by event time, on a real broker: database, changelog, queries and restores agree. */
describe.skipIf(!process.env.KAFKA_BROKERS)('rows with a time to live', () => {
  let fixture: BrokerFixture
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
  })
  afterEach(() => fixture.close())

  test('what is swept is deleted from the changelog too, and a restore does not bring it back', async () => {
    const input = await fixture.topic('in', 1)
    const output = await fixture.topic('out', 1)
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .groupByKey()
      .count({ store: 'counts', ttlMs: 100 })
      .toStream()
      .to(output, { value: json<number | null>() })
    const topology = builder.build()
    const rowsOf = async (streams: KafkaStreams) =>
      (await streams.store<string, number>('counts').page()).rows
    const changelog = () => fixture.read(`${fixture.name('app')}-counts-changelog`)

    const first = await fixture.start(topology)
    await fixture.produce(input, [
      { key: 'old', value: 'x', timestamp: 1000 },
      { key: 'kept', value: 'x', timestamp: 1050 },
      { key: 'kept', value: 'x', timestamp: 1060 },
      { key: 'now', value: 'x', timestamp: 1150 },
    ])
    await fixture.until(
      () => fixture.read(output),
      records => records.length === 4,
    )
    await fixture.until(
      () => changelog(),
      records => records.some(({ key, value }) => key === 'old' && value === null),
    )
    const expected = [
      ['kept', 2],
      ['now', 1],
    ]
    await fixture.until(
      () => rowsOf(first),
      rows => JSON.stringify(rows) === JSON.stringify(expected),
    )
    expect(await first.store('counts').get('old')).toBeUndefined()
    expect(await first.store('counts').count()).toBe(2)
    await first.stop()

    // Nothing but the changelog is left.
    const again = await fixture.start(topology)
    await again.reached('RUNNING')
    expect(await rowsOf(again)).toEqual(expected)
    // Its time goes on where it was: a late record does not find the row of before.
    await fixture.produce(input, [
      { key: 'old', value: 'x', timestamp: 1001 },
      { key: 'kept', value: 'x', timestamp: 1150 },
      { key: 'kept', value: 'x', timestamp: 1251 },
    ])
    const records = await fixture.until(
      () => fixture.read(output),
      seen => seen.length === 7,
    )
    expect(records.slice(4).map(({ key, value }) => [key, value])).toEqual([
      ['old', '1'],
      ['kept', '3'],
      ['kept', '1'],
    ])
  })
})
