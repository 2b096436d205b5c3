import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { connectKafka } from '../wire/connectKafka.ts'
import { cutProgress } from './cutProgress.ts'

describe.skipIf(!process.env.KAFKA_BROKERS)('a cut on a real broker', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
  })
  afterEach(() => fixture.close())

  /** By a repartition topic into counts by key. */
  function counting(): Topology {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .map(value => ({ key: value, value }), { name: 'value-as-key' })
      .repartition({ name: 'by-value', key: text, value: text })
      .groupByKey()
      .count({ store: 'counts' })
      .toStream()
      .to(output, { value: json<number | null>() })
    return builder.build()
  }

  const values = 10
  const records = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({
      key: `k${from + i}`,
      value: `v${(from + i) % values}`,
      timestamp: from + i,
    }))
  const progress = (cut: string, positions: ReadonlyMap<string, number> | null) =>
    cutProgress(fixture.kafka, fixture.name('app'), cut, positions)
  /** Every count from 1 on, in order; how many in all. */
  const told = async (topic: string): Promise<number> => {
    const found = await fixture.read(topic)
    for (let v = 0; v < values; v++) {
      const counts = found.filter(({ key }) => key === `v${v}`).map(({ value }) => Number(value))
      expect(counts).toEqual(counts.map((_, i) => i + 1))
    }
    return found.length
  }

  test('one of two instances dies while it holds: the other stands at the same place, and both go on without a loss', async () => {
    const own = await connectKafka({ brokers: process.env.KAFKA_BROKERS!.split(','), clientId: 'cut' })
    const a = await fixture.start(counting(), { kafka: own })
    await a.reached('RUNNING')
    const b = await fixture.start(counting())
    await fixture.until(
      () => [a, b].map(streams => streams.status().tasks.length),
      ([left, right]) => left! > 0 && right! > 0,
    )
    await fixture.produce(input, records(0, 600))
    await fixture.until(
      () => told(output),
      count => count === 600,
    )

    for (const streams of [a, b]) streams.hold('c1')
    const { positions: held } = await fixture.until(
      () => progress('c1', null),
      ({ positions }) => positions !== null,
    )
    await fixture.produce(input, records(600, 1_200))
    // Gone without a word; the other has its tasks after the session, and stands where they stood.
    await own.close()
    const further = new Map([...held!].map(([partition, at]) => [partition, at + 100]))
    b.runTo('c1', further)
    await fixture.until(
      () => progress('c1', further),
      ({ isQuiet }) => isQuiet,
    )
    expect(b.status().tasks.map(({ cut }) => cut)).toEqual(
      Array.from({ length: 6 }, () => ({ id: 'c1', phase: 2 })),
    )
    expect(await told(output)).toBe(900)
    const committed = await fixture.kafka.allCommittedOffsets(fixture.name('app'))
    const sources = committed.filter(({ topic }) => topic === input)
    expect(new Map(sources.map(({ partition, offset }) => [`${input}-${partition}`, offset]))).toEqual(
      further,
    )

    // It ends as a shadow: what comes is told beside the topic.
    b.become('shadow')
    b.release()
    const shadow = `${fixture.name('app')}-${output}-shadow`
    await fixture.until(
      async () => ((await fixture.kafka.metadata([shadow])).topics.has(shadow) ? fixture.read(shadow) : []),
      ({ length }) => length === 300,
    )
    expect([await told(output), b.status().role, b.status().cut]).toEqual([900, 'shadow', null])
    const rows = await b.store<string, number>('counts').page({ limit: 100 })
    expect(rows.rows.map(([, count]) => count)).toEqual(Array.from({ length: values }, () => 120))
    await fixture.kafka.deleteTopics([shadow])
  }, 60_000)
})
