import { cp } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deadLetter, json, KafkaStreams, StreamsBuilder, type Topology, text } from '../index.ts'
import { RocksDatabase } from '../stores/rocksDatabase.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { ClusterProxy } from '../wire/clusterProxy.ts'
import { connectKafka } from '../wire/connectKafka.ts'

/** Instances on a real broker. Each test has its own topics, group and state. */
describe.skipIf(!process.env.KAFKA_BROKERS)('KafkaStreams on a real broker', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
  })
  afterEach(() => fixture.close())

  /** Counts records by key behind a repartition, and writes each count out. */
  function counting(extra: (builder: StreamsBuilder) => void = () => {}): Topology {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: json<{ qui: string }>() })
      .groupBy(value => value.qui, { name: 'par-qui', key: text })
      .count({ store: 'nombres' })
      .toStream()
      .to(output, { value: json<number | null>() })
    extra(builder)
    return builder.build()
  }

  const events = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      key: `k${from + i}`,
      value: `{"qui":"p${(from + i) % 10}"}`,
      timestamp: from + i,
    }))
  const written = () => fixture.read(output)
  /** Ten keys, each counted up by one: any loss or repeat breaks the sequence. */
  const expectCounts = (records: readonly { key: string | null; value: string | null }[], each: number) => {
    for (let p = 0; p < 10; p++) {
      const counts = records.filter(record => record.key === `p${p}`).map(record => Number(record.value))
      expect(counts).toEqual(Array.from({ length: each }, (_, i) => i + 1))
    }
  }

  test('processes, commits, stops, and goes on where it was with its state kept', async () => {
    const stateDir = await fixture.stateDir()
    await fixture.produce(input, events(0, 100))
    const first = await fixture.start(counting(), { stateDir })
    await fixture.until(written, records => records.length === 100)
    // A reader may see a commit before the instance has heard of it.
    await fixture.until(
      () => first.status().totals.produced[output],
      produced => produced === 100,
    )
    await first.stop()
    expect(first.state).toBe('STOPPED')

    await fixture.produce(input, events(100, 100))
    const second = await fixture.start(counting(), { stateDir })
    const records = await fixture.until(written, found => found.length >= 200)
    expectCounts(records, 20)
    const view = second.store<string, number>('nombres')
    await fixture.until(
      () => view.get('p3'),
      count => count === 20,
    )
    expect((await view.page({ limit: 4, after: 'p3' })).rows.map(([key]) => key)).toEqual([
      'p4',
      'p5',
      'p6',
      'p7',
    ])
    expect(await view.count()).toBe(10)
  })

  test('two instances share the tasks; the stop of one moves them, and nothing is lost or doubled', async () => {
    const [a, b] = [await fixture.start(counting()), await fixture.start(counting())]
    const tasks = (streams: KafkaStreams) => streams.status().tasks.length
    await fixture.until(
      () => [tasks(a), tasks(b)],
      ([left, right]) => left === 3 && right === 3,
    )
    await fixture.produce(input, events(0, 500))
    await fixture.until(written, records => records.length > 0)
    await b.stop()
    await fixture.produce(input, events(500, 500))
    const records = await fixture.until(written, found => found.length >= 1000)
    expectCounts(records, 100)
    expect(tasks(a)).toBe(6)
  })

  test('a store whose directory is gone is rebuilt from its changelog', async () => {
    await fixture.produce(input, events(0, 100))
    const first = await fixture.start(counting())
    await fixture.until(written, records => records.length === 100)
    await first.stop()
    await fixture.produce(input, events(100, 100))
    await fixture.start(counting())
    expectCounts(await fixture.until(written, records => records.length >= 200), 20)
  })

  test('state behind its changelog replays only the tail; state of a topic that was made anew is set aside', async () => {
    const stateDir = await fixture.stateDir()
    await fixture.produce(input, events(0, 100))
    const first = await fixture.start(counting(), { stateDir })
    await first.reached('RUNNING')
    await fixture.until(written, records => records.length === 100)
    await first.stop()
    const old = await fixture.stateDir()
    await cp(stateDir, old, { recursive: true })

    await fixture.produce(input, events(100, 100))
    const second = await fixture.start(counting(), { stateDir })
    await fixture.until(written, records => records.length === 200)
    await second.stop()

    // The older copy is a crash between the end of the transaction and the write of the state, drawn large.
    const lines: { message: string; from?: number }[] = []
    const logger = {
      info: (details: object, message: string) => void lines.push({ ...details, message }),
      warn() {},
      error() {},
    }
    await fixture.produce(input, events(200, 100))
    const third = await fixture.start(counting(), { stateDir: old, logger })
    expectCounts(await fixture.until(written, records => records.length >= 300), 30)
    const tails = lines.filter(({ message }) => message === 'restoring the tail of a store')
    expect(tails.length).toBeGreaterThan(0)
    for (const { from } of tails) expect(from).toBeGreaterThan(0)
    await third.stop()

    const warnings: string[] = []
    const database = await RocksDatabase.open(`${old}/rocksdb`)
    const [position] = await database.positions()
    const batch = database.batch()
    batch.setPosition(position!.store, position!.partition, {
      ...position!,
      topicId: '00000000-0000-0000-0000-000000000000',
    })
    await batch.write()
    await database.close()
    await fixture.produce(input, events(300, 100))
    await fixture.start(counting(), {
      stateDir: old,
      logger: {
        info() {},
        warn: (details, message) => void warnings.push(`${message} ${JSON.stringify(details)}`),
        error() {},
      },
    })
    expectCounts(await fixture.until(written, records => records.length >= 400), 40)
    expect(warnings.join('\n')).toMatch(/state set aside.*deleted and created again/)
  })

  test('a record that cannot be read goes to the dead-letter topic, with the rest of its transaction', async () => {
    const dlq = await fixture.topic('dlq')
    const streams = await fixture.start(counting(), {
      errors: { deserialize: deadLetter, process: deadLetter },
      deadLetterTopic: dlq,
    })
    await fixture.produce(input, [
      ...events(0, 10),
      { key: 'x', value: '{"qui":', timestamp: 7 },
      { key: 'y', value: null },
    ])
    const dead = await fixture.until(
      () => fixture.read(dlq),
      records => records.length === 2,
    )
    expect(dead.find(({ key }) => key === 'x')).toMatchObject({
      value: '{"qui":',
      headers: { 'dlq.topic': input, 'dlq.stage': 'deserialize' },
    })
    expect(dead.find(({ key }) => key === 'y')).toMatchObject({
      value: null,
      headers: { 'dlq.stage': 'process' },
    })
    await fixture.until(written, records => records.length === 10)
    expect(streams.status().totals.failures).toEqual({
      'deserialize/dead-letter': 1,
      'process/dead-letter': 1,
    })
  })

  test('without a handler it stops, says where and what to do, and commits nothing of the chunk', async () => {
    const streams = await fixture.start(counting())
    await fixture.produce(input, [{ key: 'x', value: '{' }])
    await expect(streams.done).rejects.toThrow(/Could not deserialize t-.*-in\[\d\]@0.*errors\.deserialize/)
    expect(streams.state).toBe('ERROR')
    expect(await written()).toEqual([])
  })

  test('a copy of its state directory is fenced, and says so', async () => {
    const stateDir = await fixture.stateDir()
    const original = await fixture.start(counting(), { stateDir })
    await original.reached('RUNNING')
    await fixture.produce(input, events(0, 10))
    await fixture.until(written, records => records.length === 10)
    const copy = await fixture.stateDir()
    await cp(`${stateDir}/identity.json`, `${copy}/identity.json`)
    await fixture.start(counting(), { stateDir: copy })
    await fixture.produce(input, events(10, 100))
    await expect(original.done).rejects.toMatchObject({ code: 'FENCED' })
    expectCounts(await fixture.until(written, records => records.length >= 110), 11)
  })

  // A SIGTERM half a second after the start: joining anyway was an illegal move, and stop() waited for ever.
  test('told to stop while it starts, it stops without having joined', async () => {
    const streams = new KafkaStreams(counting(), {
      applicationId: fixture.name('app'),
      stateDir: await fixture.stateDir(),
      kafka: fixture.kafka,
    })
    const starting = streams.start()
    await streams.stop()
    await starting
    expect(streams.state).toBe('STOPPED')
  })

  test('a directory in use is refused', async () => {
    const stateDir = await fixture.stateDir()
    await fixture.start(counting(), { stateDir })
    await expect(fixture.start(counting(), { stateDir })).rejects.toThrow(/in use by another process/)
  })

  test('a changed topology keeps the application id and its offsets once all members are gone', async () => {
    const stateDir = await fixture.stateDir()
    const other = await fixture.topic('other')
    await fixture.produce(input, events(0, 100))
    const first = await fixture.start(counting(), { stateDir })
    await fixture.until(written, records => records.length === 100)
    const changed = () =>
      counting(builder =>
        builder.stream(other, { key: text, value: text }).groupByKey().count({ store: 'autres' }),
      )
    await expect(fixture.start(changed())).rejects.toMatchObject({ code: 'TOPOLOGY_IN_USE' })
    await first.stop()
    await fixture.produce(input, events(100, 100))
    const second = await fixture.start(changed(), { stateDir })
    expectCounts(await fixture.until(written, records => records.length >= 200), 20)
    await second.stop()

    // Only a setting of an internal topic differs: the brokers would refuse that too.
    const resized = counting(builder =>
      builder
        .stream(other, { key: text, value: text })
        .groupByKey()
        .count({ store: 'autres', changelogConfigs: { 'segment.bytes': '2097152' } }),
    )
    await fixture.produce(input, events(200, 100))
    await fixture.start(resized, { stateDir })
    expectCounts(await fixture.until(written, records => records.length >= 300), 30)
  })

  test('a global table is whole before the first record, and follows its topic', async () => {
    const tarifs = await fixture.topic('tarifs')
    await fixture.produce(
      tarifs,
      ['a', 'b', 'c', 'd'].map((key, i) => ({ key, value: String(i) })),
    )
    await fixture.produce(input, [{ key: 'x', value: 'd' }])
    const builder = new StreamsBuilder()
    const table = builder.globalTable(tarifs, { key: text, value: json<number>() })
    builder
      .stream(input, { key: text, value: text })
      .joinGlobal(
        table,
        value => value,
        (_, tarif) => tarif,
        { value: json<number>() },
      )
      .to(output)
    await fixture.start(builder.build())
    await fixture.until(written, records => records.some(({ value }) => value === '3'))
    await fixture.produce(tarifs, [{ key: 'd', value: '42' }])
    await fixture.until(
      async () => {
        await fixture.produce(input, [{ key: 'x', value: 'd' }])
        return written()
      },
      records => records.some(({ value }) => value === '42'),
    )
  })

  test('what a handler left out of a table stays out when the table is restored from its topic', async () => {
    const tableTopic = await fixture.topic('table')
    await fixture.produce(tableTopic, [
      { key: 'a', value: '1' },
      { key: 'b', value: '{' },
    ])
    const topology = () => {
      const builder = new StreamsBuilder()
      const table = builder.table(tableTopic, { key: text, value: json<number>() })
      builder
        .stream(input, { key: text, value: text })
        .leftJoin(table, (value, row) => `${value}${row}`, { value: text })
        .to(output)
      return builder.build()
    }
    const first = await fixture.start(topology(), { errors: { deserialize: () => 'skip' } })
    await fixture.produce(input, [
      { key: 'a', value: 'x', timestamp: 1 },
      { key: 'b', value: 'y', timestamp: 1 },
    ])
    await fixture.until(written, records => records.length === 2)
    await first.stop()
    await fixture.produce(input, [
      { key: 'a', value: 'x', timestamp: 1 },
      { key: 'b', value: 'y', timestamp: 1 },
    ])
    await fixture.start(topology(), { errors: { deserialize: () => 'skip' } })
    const records = await fixture.until(written, found => found.length === 4)
    expect(records.map(({ value }) => value).sort()).toEqual(['x1', 'x1', 'yundefined', 'yundefined'])
  })

  test('a change of topology that was cut off after the group was deleted is finished by whoever starts next', async () => {
    await fixture.produce(input, events(0, 100))
    const first = await fixture.start(counting())
    await fixture.until(written, records => records.length === 100)
    await first.stop()
    const group = fixture.name('app')
    await fixture.kafka.commitOffsets(`${group}-carry-over`, await fixture.kafka.allCommittedOffsets(group))
    await fixture.kafka.deleteGroup(group)
    await fixture.produce(input, events(100, 100))
    await fixture.start(counting())
    expectCounts(await fixture.until(written, records => records.length >= 200), 20)
    expect(await fixture.kafka.allCommittedOffsets(`${group}-carry-over`)).toEqual([])
  })

  test('a punctuation that became due while nobody ran is due at the next record', async () => {
    const builder = () => {
      const streams = new StreamsBuilder()
      streams
        .stream(input, { key: text, value: text })
        .process(
          {
            name: 'horloge',
            process() {},
            punctuators: [
              {
                every: { ms: 100, by: 'stream-time' },
                punctuate: (now, { forward }) => forward('tic', String(now)),
              },
            ],
          },
          { key: text, value: text },
        )
        .to(output)
      return streams.build()
    }
    const first = await fixture.start(builder())
    await fixture.produce(input, [{ key: 'a', value: 'x', timestamp: 150 }])
    await fixture.until(
      () => first.status().totals.commits,
      commits => commits > 0,
    )
    await first.stop()
    await fixture.produce(input, [{ key: 'a', value: 'x', timestamp: 350 }])
    await fixture.start(builder())
    const records = await fixture.until(written, found => found.length > 0)
    expect(records.map(({ value }) => value)).toEqual(['350'])
  })

  test('a topic that does not exist is named', async () => {
    const builder = new StreamsBuilder()
    builder.stream(input, { key: text, value: text }).to(fixture.name('nowhere'))
    const streams = await fixture.start(builder.build())
    await expect(streams.done).rejects.toMatchObject({
      code: 'TOPIC_MISSING',
      message: expect.stringContaining(fixture.name('nowhere')),
    })
  })

  test('a result too large for the brokers is the produce handler’s', async () => {
    const dlq = await fixture.topic('dlq')
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .mapValues(value => value.repeat(1000))
      .to(output, { value: text })
    await fixture.produce(input, [
      { key: 'a', value: 'x'.repeat(1000) },
      { key: 'b', value: 'y' },
    ])
    await fixture.start(builder.build(), { errors: { produce: deadLetter }, deadLetterTopic: dlq })
    await fixture.until(written, records => records.length === 1)
    // Another task's, so maybe another transaction's; and markers reach partitions one by one.
    const dead = await fixture.until(
      () => fixture.read(dlq),
      records => records.length === 1,
    )
    expect(dead[0]).toMatchObject({
      key: 'a',
      headers: { 'dlq.stage': 'produce', 'dlq.error': 'RECORD_TOO_LARGE' },
    })
  })

  // Kafka that swallows what it is sent: every request waits for its timeout, 30 s each.
  test('a stop ends in time though Kafka does not answer, and loses nothing', async () => {
    const { brokers } = await fixture.kafka.metadata([])
    const proxy = await ClusterProxy.before(brokers)
    const kafka = await connectKafka({ brokers: proxy.addresses, clientId: 'frozen' })
    const stateDir = await fixture.stateDir()
    try {
      const streams = await fixture.start(counting(), { kafka, stateDir, stopTimeoutMs: 200 })
      await fixture.produce(input, events(0, 100))
      await fixture.until(written, records => records.length === 100)
      proxy.freeze()
      await fixture.produce(input, events(100, 100))
      await streams.stop()
      expect(streams.state).toBe('STOPPED')
    } finally {
      proxy.close()
      await kafka.close()
    }
    await fixture.start(counting(), { stateDir })
    expectCounts(await fixture.until(written, records => records.length >= 200), 20)
  })
})
