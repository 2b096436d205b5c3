import { expect, test } from 'vitest'
import { endOfBatches } from '../../../../wire/records/endOfBatches.ts'
import { batchOf, type ClusterFixture } from './clusterFixture.ts'

/** What readers and plain writers of a topic may rely on. */
export function logRules(fixture: () => ClusterFixture): void {
  const write = async (topic: string, values: readonly string[], timestamp = fixture().time) => {
    const [produced] = await fixture().kafka.produce(null, [
      { topic, partition: 0, records: batchOf(values, timestamp) },
    ])
    return produced
  }

  test('records get their offsets in order, and a fetch begins with the batch that holds the position', async () => {
    const topic = await fixture().topic()
    expect(await write(topic, ['a', 'b', 'c'])).toMatchObject({ error: null, baseOffset: 0 })
    expect(await write(topic, ['d'])).toMatchObject({ error: null, baseOffset: 3 })
    const { fetched, values } = await fixture().read(topic, 1)
    expect(values).toEqual(['b', 'c', 'd'])
    expect(fetched).toMatchObject({ highWatermark: 4, lastStableOffset: 4, logStartOffset: 0, aborted: [] })
    expect(endOfBatches(fetched.records!, 1)).toBe(4)
  })

  test('a position behind the end or before the begin is OFFSET_OUT_OF_RANGE, at the end there is nothing', async () => {
    const topic = await fixture().topic()
    await write(topic, ['a', 'b', 'c'])
    expect((await fixture().read(topic, 3)).fetched).toMatchObject({ error: null, highWatermark: 3 })
    expect((await fixture().read(topic, 4)).fetched).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE' })
    await fixture().kafka.deleteRecords([{ topic, partition: 0, offset: 2 }])
    expect(await fixture().offset(topic, 'earliest')).toBe(2)
    expect((await fixture().read(topic, 1)).fetched).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE' })
    expect((await fixture().read(topic, 2)).values).toEqual(['c'])
    await expect(fixture().kafka.deleteRecords([{ topic, partition: 0, offset: 4 }])).rejects.toMatchObject({
      kafkaName: 'OFFSET_OUT_OF_RANGE',
    })
  })

  test('the first batch comes whole whatever the limit, the last one is cut', async () => {
    const topic = await fixture().topic()
    const batch = batchOf(['x'.repeat(100)], fixture().time)
    for (let i = 0; i < 3; i++) await fixture().kafka.produce(null, [{ topic, partition: 0, records: batch }])
    const sizeOf = async (maxBytes: number) =>
      (await fixture().read(topic, 0, { maxBytes })).fetched.records!.length
    expect(await sizeOf(1)).toBe(batch.length)
    expect(await sizeOf(batch.length * 2 + 10)).toBe(batch.length * 2 + 10)
    expect((await fixture().read(topic, 0, { maxBytes: batch.length * 2 + 10 })).values).toHaveLength(2)
  })

  test('a batch larger than the topic takes is refused, with its header counted', async () => {
    const topic = await fixture().topic()
    const batch = batchOf(['x'.repeat(2_000)], fixture().time)
    const { kafka } = fixture()
    const sent = async () =>
      (await kafka.produce(null, [{ topic, partition: 0, records: Buffer.from(batch) }]))[0]
    await kafka.setTopicConfigs(topic, { 'max.message.bytes': String(batch.length - 1) })
    await fixture().until(sent, produced => produced?.error === 'MESSAGE_TOO_LARGE')
    await kafka.setTopicConfigs(topic, { 'max.message.bytes': String(batch.length) })
    await fixture().until(sent, produced => produced?.error === null)
  })

  test('a long poll ends with the next record, or empty when its time is over', async () => {
    const topic = await fixture().topic()
    expect((await fixture().read(topic, 0, { maxWaitMs: 100 })).fetched.records?.length ?? 0).toBe(0)
    const polling = fixture().read(topic, 0, { maxWaitMs: 15_000 })
    await write(topic, ['a'])
    expect((await polling).values).toEqual(['a'])
  })

  test('offsets by time', async () => {
    const topic = await fixture().topic()
    const { time } = fixture()
    await write(topic, ['a', 'b'], time)
    await write(topic, ['c'], time + 1_000)
    expect(await fixture().offset(topic, { timestamp: 0 })).toBe(0)
    expect(await fixture().offset(topic, { timestamp: time + 1 })).toBe(1)
    expect(await fixture().offset(topic, { timestamp: time + 500 })).toBe(2)
    expect(await fixture().offset(topic, { timestamp: time + 1_001 })).toBe(-1)
  })

  test('a topic made again has another id: its old readers are told, and find the new one', async () => {
    const topic = await fixture().topic()
    const { kafka } = fixture()
    await write(topic, ['old'])
    const idOf = async () => (await kafka.metadata([topic])).topics.get(topic)?.id
    const old = await idOf()
    const other = await fixture().connect()
    await other.deleteTopics([topic])
    await fixture().until(
      () => other.metadata([topic]),
      ({ topics }) => topics.size === 0,
    )
    await fixture().topic(1, topic)
    const { error } = (await fixture().read(topic)).fetched
    expect([null, 'UNKNOWN_TOPIC_ID', 'UNKNOWN_TOPIC_OR_PARTITION']).toContain(error)
    const { values } = await fixture().until(
      () => fixture().read(topic),
      ({ fetched }) => fetched.error === null,
    )
    expect(values).toEqual([])
    expect(await idOf()).not.toBe(old)
    // Who means the old one by its id is told so for ever.
    await write(topic, ['new'])
    for (let i = 0; i < 3; i++) {
      const [fetched] = await kafka.fetch(await kafka.leaderOf(topic, 0), {
        partitions: [{ topic, topicId: old!, partition: 0, offset: 0, maxBytes: 1e6 }],
        maxWaitMs: 0,
        minBytes: 1,
        maxBytes: 1e6,
      })
      expect(fetched).toMatchObject({ error: 'UNKNOWN_TOPIC_ID' })
    }
  })

  test('a topic deleted by its id: the one made anew under its name stays', async () => {
    const topic = await fixture().topic()
    const { kafka } = fixture()
    const idOf = async () => (await kafka.metadata([topic])).topics.get(topic)?.id
    const old = (await idOf())!
    await write(topic, ['old'])
    expect((await kafka.topicBytes([{ topic, partition: 0 }])).get(topic)).toBeGreaterThan(60)
    await kafka.deleteTopicIds([old])
    await fixture().until(idOf, id => id === undefined)
    await fixture().topic(1, topic)
    const now = await idOf()
    await kafka.deleteTopicIds([old])
    expect(await idOf()).toBe(now)
    expect(now).not.toBe(old)
  })

  test('topics that are there, or not', async () => {
    const topic = await fixture().topic(2)
    const { kafka } = fixture()
    const [fetched] = await kafka.fetch(await kafka.leaderOf(topic, 0), {
      partitions: [{ topic, partition: 9, offset: 0, maxBytes: 1e6 }],
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1e6,
    })
    expect(fetched).toMatchObject({ error: 'UNKNOWN_TOPIC_OR_PARTITION' })
    await expect(
      kafka.createTopics([{ name: topic, partitions: 1, replicationFactor: -1, configs: {} }]),
    ).rejects.toMatchObject({ kafkaName: 'TOPIC_ALREADY_EXISTS' })
    await expect(kafka.deleteTopics([fixture().name('absent')])).rejects.toMatchObject({
      kafkaName: 'UNKNOWN_TOPIC_OR_PARTITION',
    })
    expect((await kafka.topicConfigs([topic])).get(topic)!.get('retention.ms')).toBe('-1')
    expect((await kafka.topicConfigs([topic])).get(topic)!.get('delete.retention.ms')).toBe('86400000')
  })

  test('an idempotent producer: a repeated batch is written once, a gap is refused', async () => {
    const topic = await fixture().topic()
    const { kafka } = fixture()
    const producer = await kafka.initProducerId(fixture().name('producer'), 10_000)
    const send = async (values: readonly string[], baseSequence: number) =>
      (
        await kafka.produce(producer, [
          { topic, partition: 0, records: batchOf(values, fixture().time, { ...producer, baseSequence }) },
        ])
      )[0]
    expect(await send(['a', 'b'], 0)).toMatchObject({ error: null, baseOffset: 0 })
    expect(await send(['c'], 2)).toMatchObject({ error: null, baseOffset: 2 })
    expect(await send(['a', 'b'], 0)).toMatchObject({ error: null, baseOffset: 0 })
    expect(await send(['e'], 4)).toMatchObject({ error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' })
    expect((await fixture().read(topic)).values).toEqual(['a', 'b', 'c'])
  })
}
