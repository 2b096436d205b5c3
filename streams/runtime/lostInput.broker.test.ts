import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deadLetter, type KafkaStreamsOptions, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { decodeOffsetMetadata } from './offsetMetadata.ts'

/** Input that vanishes, and results that no topic takes. */
describe.skipIf(!process.env.KAFKA_BROKERS)('lost input on a real broker', () => {
  let fixture: BrokerFixture
  let warnings: string[]
  let input: string
  let output: string
  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    warnings = []
    input = await fixture.topic('in', 1)
    output = await fixture.topic('out', 1)
  })
  afterEach(() => fixture.close())

  const copying = () => {
    const builder = new StreamsBuilder()
    builder.stream(input, { key: text, value: text }).to(output)
    return builder.build()
  }
  function start(options: Partial<KafkaStreamsOptions> = {}, topology: Topology = copying()) {
    return fixture.start(topology, {
      logger: {
        info() {},
        warn: (details, message) => void warnings.push(`${message} ${JSON.stringify(details)}`),
        error() {},
      },
      ...options,
    })
  }
  const records = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: 'k', value: `${from + i}` }))
  const values = async () => (await fixture.read(output)).map(({ value }) => Number(value))
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  async function copied(count: number) {
    return fixture.until(values, found => found.length === count)
  }
  async function copyTenAndStop() {
    await fixture.produce(input, records(0, 10))
    const streams = await start()
    await copied(10)
    await streams.stop()
  }
  /** The topic under the same name, with another id. */
  async function makeAnew() {
    await fixture.kafka.deleteTopics([input])
    await fixture.until(
      async () => (await fixture.kafka.metadata([input])).topics.has(input),
      there => !there,
    )
    await fixture.topic('in', 1)
  }
  const group = () => fixture.name('app')

  test('deleted by retention while nobody ran: stops, or goes on with what is left', async () => {
    await copyTenAndStop()
    await fixture.produce(input, records(10, 10))
    await fixture.kafka.deleteRecords([{ topic: input, partition: 0, offset: 15 }])
    await expect((await start()).done).rejects.toMatchObject({
      code: 'INPUT_LOST',
      message: expect.stringMatching(/begins at 15, and 10 is the next.*onLostInput/),
    })
    await start({ onLostInput: 'earliest' })
    expect(await copied(15)).toEqual([...numbers(0, 10), ...numbers(15, 20)])
    expect(warnings.join()).toMatch(/"from":10,"to":15/)
  })

  test('a committed offset beyond the end: stops, or goes on with what comes', async () => {
    await copyTenAndStop()
    const [committed] = await fixture.kafka.allCommittedOffsets(group())
    await fixture.kafka.commitOffsets(group(), [{ ...committed!, offset: 50 }]).catch(() => {})
    expect((await fixture.kafka.allCommittedOffsets(group()))[0]!.offset).toBe(50)
    await expect((await start()).done).rejects.toMatchObject({
      code: 'INPUT_LOST',
      message: expect.stringMatching(/ends at 10, and all before 50 was processed/),
    })
    await (await start({ onLostInput: 'earliest' })).reached('RUNNING')
    await fixture.produce(input, records(10, 3))
    expect(await copied(13)).toEqual(numbers(0, 13))
  })

  test('a topic made anew under a longer log: its id tells it, not its length', async () => {
    await copyTenAndStop()
    const [committed] = await fixture.kafka.allCommittedOffsets(group())
    expect(decodeOffsetMetadata(committed!.metadata).topicId).not.toBe(null)
    await makeAnew()
    await fixture.produce(input, records(100, 20))
    // What an instance that still ran would have committed: Kafka itself forgets the offsets of deleted topics.
    await fixture.kafka.commitOffsets(group(), [committed!])
    await expect((await start()).done).rejects.toMatchObject({
      code: 'INPUT_LOST',
      message: expect.stringContaining('deleted and created again'),
    })
    await start({ onLostInput: 'earliest' })
    expect(await copied(30)).toEqual([...numbers(0, 10), ...numbers(100, 120)])
  })

  test('a topic made anew while nobody ran is read from its begin', async () => {
    await copyTenAndStop()
    await makeAnew()
    await fixture.produce(input, records(100, 20))
    await start()
    expect(await copied(30)).toEqual([...numbers(0, 10), ...numbers(100, 120)])
  })

  test('a topic made anew under a running instance stops it', async () => {
    await fixture.produce(input, records(0, 10))
    const streams = await start()
    await copied(10)
    await makeAnew()
    await fixture.produce(input, records(100, 20))
    await expect(streams.done).rejects.toMatchObject({
      code: 'INPUT_LOST',
      message: expect.stringContaining('deleted and created again'),
    })
    await start({ onLostInput: 'earliest' })
    expect(await copied(30)).toEqual([...numbers(0, 10), ...numbers(100, 120)])
  })

  test.each(['fail', 'earliest'] as const)(
    'retention passes a reader that is slow: %s',
    async onLostInput => {
      const big = 'x'.repeat(200_000)
      for (let i = 0; i < 100; i++) await fixture.produce(input, [{ key: `${i}`, value: big }])
      const builder = new StreamsBuilder()
      const gate = Promise.withResolvers<void>()
      let seen = 0
      builder
        .stream(input, { key: text, value: text })
        .mapValues(value => {
          seen++
          return value.slice(0, 1)
        })
        .to(output, { value: text })
      const kafka = fixture.kafka
      let fetches = 0
      const slow = new Proxy(kafka, {
        get(target, name) {
          if (name !== 'fetch') return Reflect.get(target, name).bind(target)
          return async (...of: Parameters<typeof kafka.fetch>) => {
            if (of[1].partitions.some(({ topic }) => topic === input) && ++fetches === 3) await gate.promise
            return target.fetch(...of)
          }
        },
      })
      const streams = await start({ kafka: slow, onLostInput }, builder.build())
      await fixture.until(
        () => fetches,
        count => count >= 3,
      )
      await kafka.deleteRecords([{ topic: input, partition: 0, offset: 95 }])
      gate.resolve()
      if (onLostInput === 'fail') {
        await expect(streams.done).rejects.toMatchObject({
          code: 'INPUT_LOST',
          message: expect.stringMatching(/no longer holds offset \d+/),
        })
      } else {
        const keys = await fixture.until(
          async () => (await fixture.read(output)).map(({ key }) => Number(key)),
          found => found.includes(99),
        )
        expect(keys).toEqual([...keys].sort((a, b) => a - b))
        expect(keys.slice(-5)).toEqual([95, 96, 97, 98, 99])
        expect(keys.length).toBeLessThan(95)
        expect(warnings.join()).toMatch(/input was deleted unseen/)
      }
      expect(seen).toBeGreaterThan(0)
    },
  )

  test('topics that take less than others: batches, results and dead letters are made to fit', async () => {
    const small = await fixture.topic('small', 1, { 'max.message.bytes': '5000' })
    const dlq = await fixture.topic('dlq', 1, { 'max.message.bytes': '1400' })
    const sizes = [...Array<number>(50).fill(1_000), 4_950]
    await fixture.produce(
      input,
      sizes.map((size, i) => ({ key: `${i}`, value: 'x'.repeat(size) })),
    )
    const builder = new StreamsBuilder()
    builder.stream(input, { key: text, value: text }).to(small)
    const streams = await start({ errors: { produce: deadLetter }, deadLetterTopic: dlq }, builder.build())
    const letters = await fixture.until(
      () => fixture.read(dlq),
      found => found.length === 1,
    )
    expect(letters[0]).toMatchObject({
      key: '50',
      value: null,
      headers: { 'dlq.stage': 'produce', 'dlq.error': 'RECORD_TOO_LARGE', 'dlq.omitted': 'value' },
    })
    await fixture.until(
      () => fixture.read(small),
      found => found.length === 50,
    )
    expect(streams.status()).toMatchObject({ state: 'RUNNING', totals: { recoveries: 0 } })
  })

  test('a dead letter that would be too large is written without its value', async () => {
    const dlq = await fixture.topic('dlq', 1)
    // What a producer may just send; with the headers of a dead letter it would be refused.
    await fixture.produce(input, [{ key: 'large', value: 'x'.repeat(1_048_450) }])
    await fixture.produce(input, [{ key: 'k'.repeat(1_000_000), value: 'x' }])
    await fixture.produce(input, [{ key: 'small', value: 'y' }])
    const builder = new StreamsBuilder()
    builder
      .stream(input, { key: text, value: text })
      .mapValues((): string => {
        throw new Error('m'.repeat(5000))
      })
      .to(output, { value: text })
    const streams = await start({ errors: { process: deadLetter }, deadLetterTopic: dlq }, builder.build())
    const letters = await fixture.until(
      () => fixture.read(dlq),
      found => found.length === 3,
    )
    expect(
      letters.map(({ key, value, headers }) => ({ key, value, omitted: headers['dlq.omitted'] })),
    ).toEqual([
      { key: 'large', value: null, omitted: 'value' },
      { key: null, value: null, omitted: 'value,headers,key' },
      { key: 'small', value: 'y', omitted: undefined },
    ])
    expect(letters[0]!.headers).toMatchObject({
      'dlq.topic': input,
      'dlq.offset': '0',
      'dlq.value-bytes': '1048450',
      'dlq.key-bytes': '5',
    })
    expect(letters[1]!.headers).toMatchObject({ 'dlq.offset': '1', 'dlq.key-bytes': '1000000' })
    expect(streams.state).toBe('RUNNING')
  })
})
