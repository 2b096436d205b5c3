import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  json,
  type KafkaStreams,
  type KafkaStreamsOptions,
  type Logger,
  StoreUnavailable,
  StreamsBuilder,
  type Topology,
  text,
} from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { connectKafka } from '../wire/connectKafka.ts'
import type { Kafka } from '../wire/kafka.ts'

type Line = Readonly<Record<string, unknown>> & { readonly msg: string }

describe.skipIf(!process.env.KAFKA_BROKERS)('standbys on a real broker', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
  })
  afterEach(() => fixture.close())

  /** Counts by key, in the task that reads: one subtopology, one store. */
  function counting(): Topology {
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .groupByKey()
      .count({ store: 'nombres' })
      .toStream()
      .to(output, { value: json<number | null>() })
    return builder.build()
  }

  async function start(options: Partial<KafkaStreamsOptions> = {}) {
    const lines: Line[] = []
    const log = (fields: object, msg: string) => void lines.push({ ...fields, msg })
    const logger: Logger = { info: log, warn: log, error: log }
    const streams = await fixture.start(counting(), { standbys: 1, logger, ...options })
    return { streams, lines }
  }

  const keys = 30
  const events = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      key: `k${(from + i) % keys}`,
      value: 'x',
      timestamp: from + i,
    }))
  /** Every count from 1 to `each`, in order: a loss, a repeat or a wrong row breaks the sequence. */
  const expectCounts = (records: readonly { key: string | null; value: string | null }[], each: number) => {
    for (let k = 0; k < keys; k++) {
      const counts = records.filter(record => record.key === `k${k}`).map(record => Number(record.value))
      expect(counts).toEqual(Array.from({ length: each }, (_, i) => i + 1))
    }
  }
  const written = () => fixture.read(output)
  const partitions = (streams: KafkaStreams) => streams.store<string, number>('nombres').partitions
  const standbys = (streams: KafkaStreams) => streams.store<string, number>('nombres').standbys
  /** Between them the instances run all partitions, and each partition that one runs is current at another. */
  const isCovered = (all: readonly KafkaStreams[]) => {
    const active = all.flatMap(partitions)
    const passive = all.flatMap(streams => standbys(streams).filter(({ lag }) => lag === 0))
    return active.length === 3 && new Set(passive.map(({ partition }) => partition)).size === 3
  }

  test('a standby answers with its lag, and takes over by replaying that alone', async () => {
    const own = await connectKafka({ brokers: process.env.KAFKA_BROKERS!.split(','), clientId: 'cut' })
    const a = await start({ kafka: own, endpoint: { host: 'a', port: 1 } })
    await a.streams.reached('RUNNING')
    const b = await start({ endpoint: { host: 'b', port: 2 } })
    await fixture.until(
      () => [a, b].map(({ streams }) => partitions(streams).length),
      ([left, right]) => left! > 0 && right! > 0,
    )
    await fixture.produce(input, events(0, 3_000))
    await fixture.until(written, records => records.length === 3_000)
    await fixture.until(() => isCovered([a.streams, b.streams]), Boolean)
    const [standby] = standbys(b.streams)
    expect(standby).toMatchObject({ role: 'standby', lag: 0 })
    const view = b.streams.store<string, number>('nombres')
    // The end that it knows of may be that of the commit before the last.
    const rows = await fixture.until(
      () => view.at(standby!.partition).page({ limit: 100 }),
      ({ rows }) => rows.length > 0 && rows.every(([, count]) => count === 100),
    )
    for (const [key, value] of rows.rows) {
      expect(value).toBe(100)
      const read = await view.read(key, standby!.partition)
      expect(read).toMatchObject({ value: 100, source: { role: 'standby', lag: 0 } })
      expect(read.source.position).toBeGreaterThan(0)
      expect(await view.get(key)).toBe(100)
    }
    await expect(view.at(7).count()).rejects.toThrow(StoreUnavailable)
    await fixture.until(
      () => b.streams.endpoints(),
      told => told.length === 2 && told.every(({ standby }) => standby.length > 0),
    )

    // Gone without a word, with some of its work not yet at the standby.
    const before = b.streams.status().totals.restored.records
    await fixture.produce(input, events(3_000, 300))
    await own.close()
    await fixture.until(
      () => partitions(b.streams),
      found => found.length === 3,
    )
    await fixture.produce(input, events(3_300, 300))
    expectCounts(await fixture.until(written, records => records.length >= 3_600), 120)
    expect(b.streams.status().totals.restored.records - before).toBeLessThanOrEqual(300)
    expect(
      b.lines.filter(({ msg }) => msg === 'restoring a store' || msg.startsWith('state set aside')),
    ).toEqual([])
    await fixture.until(
      async () => (await view.page({ limit: 100 })).rows.map(([, count]) => count),
      counts => counts.length === keys && counts.every(count => count === 120),
    )
  })

  test('more than the brokers allow: they refuse, a warning says so, and the application runs without', async () => {
    const a = await start({ standbys: 9 })
    await a.streams.reached('RUNNING')
    const b = await start({ standbys: 9 })
    await b.streams.reached('RUNNING')
    await fixture.until(
      () => [a, b].map(({ streams }) => partitions(streams).length),
      ([left, right]) => left! > 0 && right! > 0,
    )
    for (const { lines, streams } of [a, b]) {
      expect(lines.filter(({ msg }) => msg.startsWith('the brokers refuse so many standbys'))).toMatchObject([
        { 'streams.num.standby.replicas': 9, why: expect.stringContaining('standby') },
      ])
      expect(streams.status().standbys).toEqual([])
    }
  })

  test('a rolling restart with the ids kept moves no task', async () => {
    const directories = [await fixture.stateDir(), await fixture.stateDir(), await fixture.stateDir()]
    const open = (stateDir: string) => start({ stateDir, leaveOnStop: false })
    const instances: Awaited<ReturnType<typeof open>>[] = []
    for (const directory of directories) instances.push(await open(directory))
    const all = () => instances.map(({ streams }) => streams)
    await fixture.until(
      () => all().map(streams => partitions(streams).length),
      counts => counts.every(n => n === 1),
    )
    await fixture.produce(input, events(0, 600))
    await fixture.until(written, records => records.length === 600)
    await fixture.until(() => isCovered(all()), Boolean)
    const placed = all().map(partitions)
    for (const [index, directory] of directories.entries()) {
      await instances[index]!.streams.stop()
      await fixture.produce(input, events(600 + index * 300, 300))
      instances[index] = await open(directory)
      await fixture.until(
        () => all().map(partitions),
        now => JSON.stringify(now) === JSON.stringify(placed),
      )
    }
    expectCounts(await fixture.until(written, records => records.length >= 1_500), 50)
    for (const { lines } of instances) {
      const given = new Set(lines.filter(({ msg }) => msg === 'tasks assigned').map(({ tasks }) => tasks))
      expect(given.size).toBe(1)
      expect(lines.filter(({ msg }) => msg === 'restoring a store')).toEqual([])
    }
  })

  test('an active that is a standby again, and back: its rows go on from where they are', async () => {
    const a = await start()
    await a.streams.reached('RUNNING')
    await fixture.produce(input, events(0, 300))
    await fixture.until(written, records => records.length === 300)
    const b = await start()
    await fixture.until(() => isCovered([a.streams, b.streams]), Boolean)
    await fixture.produce(input, events(300, 300))
    await fixture.until(written, records => records.length === 600)
    await b.streams.stop()
    await fixture.produce(input, events(600, 300))
    expectCounts(await fixture.until(written, records => records.length >= 900), 30)
    expect(
      a.lines.filter(
        ({ msg }) =>
          msg.startsWith('state set aside') ||
          msg === 'a standby does not follow its changelog; looking again',
      ),
    ).toEqual([])
  })

  test('state of tasks that others have had for long is dropped; what is assigned never', async () => {
    const stateDir = await fixture.stateDir()
    const a = await start({ stateDir, standbys: 0, stateCleanupDelayMs: 1_000 })
    await a.streams.reached('RUNNING')
    await fixture.produce(input, events(0, 300))
    await fixture.until(written, records => records.length === 300)
    const b = await start({ standbys: 0 })
    await fixture.until(
      () => partitions(b.streams).length,
      count => count > 0,
    )
    const kept = partitions(a.streams)
    const dropped = await fixture.until(
      () =>
        a.lines.filter(({ msg }) => msg.startsWith('dropping the state')).map(({ partition }) => partition),
      found => found.length === 3 - kept.length,
    )
    expect(dropped.filter(partition => kept.includes(partition as number))).toEqual([])
    await b.streams.stop()
    await fixture.produce(input, events(300, 300))
    expectCounts(await fixture.until(written, records => records.length >= 600), 20)
  })

  test('tasks whose last commit Kafka does not take are handed over in time all the same, and the member stays', async () => {
    const answers = Promise.withResolvers<void>()
    let isStuck = false
    const kafka = new Proxy(fixture.kafka, {
      get(target, name: keyof Kafka) {
        if (name !== 'endTxn') return target[name].bind(target)
        return async (...args: Parameters<Kafka['endTxn']>) => {
          if (isStuck) await answers.promise
          return target.endTxn(...args)
        }
      },
    })
    const a = await start({ kafka, standbys: 0, rebalanceTimeoutMs: 2_000 })
    await a.streams.reached('RUNNING')
    await fixture.produce(input, events(0, 300))
    await fixture.until(written, records => records.length === 300)
    isStuck = true
    await fixture.produce(input, events(300, 300))
    await fixture.until(
      () => a.streams.status().totals.processed,
      count => count > 300,
    )
    const b = await start({ standbys: 0 })
    await fixture.until(
      () => [a, b].map(({ streams }) => partitions(streams).length),
      ([left, right]) => left! > 0 && right! > 0 && left! + right! === 3,
    )
    isStuck = false
    answers.resolve()
    await fixture.produce(input, events(600, 300))
    expectCounts(await fixture.until(written, records => records.length >= 900), 30)
    const said = (text: string) => a.lines.filter(({ msg }) => msg.startsWith(text)).length
    expect(said('tasks handed over without their last commit')).toBe(1)
    expect(said('the group has given this member up')).toBe(0)
  })
})
