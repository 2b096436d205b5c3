import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrokerFixture, batchOf, fetchOf } from './brokerFixture.ts'
import type { CommittedOffset, Kafka, Producer } from './kafka.ts'
import type { Compression } from './records/compression.ts'

describe.skipIf(BrokerFixture.brokers.length === 0)('a real cluster', () => {
  let fixture: BrokerFixture
  let kafka: Kafka

  beforeAll(async () => {
    fixture = await BrokerFixture.open()
    kafka = fixture.kafka
  })

  afterAll(() => fixture.close())

  /** A transaction of one record, left open. */
  async function begin(producer: Producer, topic: string, value: string, baseSequence = 0): Promise<void> {
    await kafka.addPartitionsToTxn(producer, [{ topic, partition: 0 }])
    const records = batchOf([value], { ...producer, baseSequence, transactional: true })
    expect(await kafka.produce(producer, [{ topic, partition: 0, records }])).toMatchObject([{ error: null }])
  }

  test('tells what is open, by id and by partition', async () => {
    const topic = await fixture.newTopic()
    const partitions = [{ topic, partition: 0 }]
    const id = `${topic}-id`
    expect(await kafka.transactionState(id)).toBeNull()
    const producer = await kafka.initProducerId(id, 10_000)
    await begin(producer, topic, 'a')
    const { producerId, producerEpoch } = producer
    expect(await kafka.transactionState(id)).toEqual({ state: 'Ongoing', producerId, producerEpoch })
    expect(await kafka.openTransactions(partitions)).toEqual([
      { topic, partition: 0, producerId, producerEpoch, firstOffset: 0 },
    ])
    await kafka.endTxn(producer, true)
    await expect.poll(async () => (await kafka.transactionState(id))?.state).toBe('CompleteCommit')
    expect(await kafka.openTransactions(partitions)).toEqual([])
  })

  test('tells its topics, and leaves out those that are not there', async () => {
    const topic = await fixture.newTopic(3)
    const { brokers, topics, clusterId } = await kafka.metadata([topic, 'no-such-topic'])
    expect(clusterId).not.toBe('')
    expect([...topics.keys()]).toEqual([topic])
    expect(topics.get(topic)!.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(topics.get(topic)!.leaders).toHaveLength(3)
    expect(brokers.map(broker => broker.id)).toContain(await kafka.leaderOf(topic, 2))
    expect((await kafka.features()).get('streams.version')).toBe(1)
  })

  test('takes and sets configurations', async () => {
    const topic = await fixture.newTopic()
    await kafka.setTopicConfigs(topic, { 'max.message.bytes': '2000000' })
    await expect
      .poll(async () => (await kafka.topicConfigs([topic])).get(topic)?.get('max.message.bytes'))
      .toBe('2000000')
    expect((await kafka.topicConfigs([topic, 'no-such-topic'])).size).toBe(1)
    expect((await kafka.topicConfigs([topic])).get(topic)!.get('retention.ms')).toBe('-1')
    await expect(
      kafka.createTopics([{ name: topic, partitions: 1, replicationFactor: -1, configs: {} }]),
    ).rejects.toMatchObject({ kafkaName: 'TOPIC_ALREADY_EXISTS' })
    await kafka.setGroupConfigs(topic, { 'streams.num.standby.replicas': '1' })
  })

  test.for<Compression>(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'takes and gives back batches (%s)',
    async compression => {
      const topic = await fixture.newTopic()
      const values = Array.from({ length: 100 }, (_, i) => `value ${i}`)
      const records = batchOf(values, { compression })
      expect(await kafka.produce(null, [{ topic, partition: 0, records }])).toEqual([
        { topic, partition: 0, error: null, baseOffset: 0 },
      ])
      expect((await fixture.read(topic)).values).toEqual(values)
      expect((await fixture.read(topic, 97)).values).toEqual(values.slice(97))
    },
  )

  test('keeps the order of calls that do not wait for each other', async () => {
    const topic = await fixture.newTopic()
    const values = Array.from({ length: 50 }, (_, i) => `${i}`)
    const all = values.map(value => kafka.produce(null, [{ topic, partition: 0, records: batchOf([value]) }]))
    expect((await Promise.all(all)).map(([produced]) => produced!.baseOffset)).toEqual(values.map(Number))
  })

  test('tells the error of one partition beside the records of another', async () => {
    const topic = await fixture.newTopic(2)
    await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['here']) }])
    const leader = await kafka.leaderOf(topic, 0)
    const sameLeader = (await kafka.leaderOf(topic, 1)) === leader
    const fetched = await kafka.fetch(leader, {
      partitions: [
        { topic, partition: 0, offset: 0, maxBytes: 1e6 },
        { topic, partition: 1, offset: 7, maxBytes: 1e6 },
        { topic, partition: 9, offset: 0, maxBytes: 1e6 },
        { topic: 'no-such-topic', partition: 0, offset: 0, maxBytes: 1e6 },
      ],
      maxWaitMs: 100,
      minBytes: 1,
      maxBytes: 1e7,
    })
    const errors = Object.fromEntries(
      fetched.map(({ topic, partition, error }) => [`${topic}-${partition}`, error]),
    )
    expect(errors).toEqual({
      [`${topic}-0`]: null,
      [`${topic}-1`]: sameLeader ? 'OFFSET_OUT_OF_RANGE' : 'NOT_LEADER_OR_FOLLOWER',
      [`${topic}-9`]: 'UNKNOWN_TOPIC_OR_PARTITION',
      'no-such-topic-0': 'UNKNOWN_TOPIC_OR_PARTITION',
    })
    expect(await kafka.fetch(-5, { ...fetchOf(topic), maxWaitMs: 0 })).toMatchObject([
      { error: 'NOT_LEADER_OR_FOLLOWER' },
    ])
  })

  test('deletes records, and a long poll holds up nothing else', async () => {
    const topic = await fixture.newTopic()
    await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['a', 'b', 'c']) }])
    const polling = kafka.fetch(await kafka.leaderOf(topic, 0), { ...fetchOf(topic, 3), maxWaitMs: 20_000 })
    await kafka.deleteRecords([{ topic, partition: 0, offset: 2 }])
    expect(await kafka.listOffsets([{ topic, partition: 0 }], 'earliest')).toEqual([
      { topic, partition: 0, offset: 2 },
    ])
    expect(await kafka.listOffsets([{ topic, partition: 0 }], { timestamp: 1e15 })).toMatchObject([
      { offset: -1 },
    ])
    expect((await fixture.read(topic, 2)).values).toEqual(['c'])
    await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['d']) }])
    expect(await polling).toMatchObject([{ error: null, highWatermark: 4 }])
  })

  test('shows what was committed, and not what was aborted', async () => {
    const topic = await fixture.newTopic()
    const producer = await kafka.initProducerId(topic, 10_000)
    for (let i = 0; i < 6; i++) {
      await begin(producer, topic, `${i}`, i)
      if (i === 5) {
        const offsetAt = async (at: 'stable' | 'latest') =>
          (await kafka.listOffsets([{ topic, partition: 0 }], at))[0]!.offset
        expect([await offsetAt('stable'), await offsetAt('latest')]).toEqual([10, 11])
        expect((await fixture.read(topic)).fetched.lastStableOffset).toBe(10)
      }
      await kafka.endTxn(producer, i % 3 === 0)
    }
    await expect
      .poll(async () => (await kafka.listOffsets([{ topic, partition: 0 }], 'stable'))[0]!.offset)
      .toBe(12)
    const { values, fetched } = await fixture.read(topic)
    expect(values).toEqual(['0', '3'])
    expect(fetched.aborted).toHaveLength(4)
  })

  test('fences a producer whose id another one has taken', async () => {
    const topic = await fixture.newTopic()
    const first = await kafka.initProducerId(topic, 10_000)
    await begin(first, topic, 'lost')
    const second = await kafka.initProducerId(topic, 10_000)
    expect(second.producerEpoch).toBeGreaterThan(first.producerEpoch)
    const fenced = { kafkaName: expect.stringMatching(/^(PRODUCER_FENCED|INVALID_PRODUCER_EPOCH)$/) }
    await expect(kafka.addPartitionsToTxn(first, [{ topic, partition: 0 }])).rejects.toMatchObject(fenced)
    await expect(kafka.endTxn(first, true)).rejects.toMatchObject(fenced)
    const records = batchOf(['zombie'], { ...first, baseSequence: 1, transactional: true })
    expect(await kafka.produce(first, [{ topic, partition: 0, records }])).toMatchObject([
      { error: fenced.kafkaName },
    ])
    await begin(second, topic, 'kept')
    await kafka.endTxn(second, true)
    await expect.poll(async () => (await fixture.read(topic)).values).toEqual(['kept'])
  })

  test('lets a producer go on from what it was, unless another one came between', async () => {
    const topic = await fixture.newTopic()
    const first = await kafka.initProducerId(topic, 10_000)
    await begin(first, topic, 'dropped')
    const second = await kafka.initProducerId(topic, 10_000, first)
    expect(second).toEqual({ ...first, producerEpoch: first.producerEpoch + 1 })
    await begin(second, topic, 'kept')
    await kafka.endTxn(second, true)
    await expect.poll(async () => (await fixture.read(topic)).values).toEqual(['kept'])
    await kafka.initProducerId(topic, 10_000)
    const again = kafka.initProducerId(topic, 10_000, second)
    await expect(again).rejects.toMatchObject({ kafkaName: 'PRODUCER_FENCED' })
  })

  test('makes who reads committed offsets wait behind an open transaction', async () => {
    const topic = await fixture.newTopic()
    const producer = await kafka.initProducerId(topic, 10_000)
    const offsets: CommittedOffset[] = [{ topic, partition: 0, offset: 7, metadata: 'm' }]
    await kafka.commitOffsets(topic, [{ topic, partition: 0, offset: 3 }])
    await kafka.addOffsetsToTxn(producer, topic)
    await kafka.txnOffsetCommit(producer, { groupId: topic, memberId: '', memberEpoch: -1 }, offsets)
    const order: string[] = []
    const reading = kafka.committedOffsets(topic, [{ topic, partition: 0 }]).then(committed => {
      order.push('read')
      return committed
    })
    // A request on another connection, answered after the first attempt to read was.
    await kafka.describeStreamsGroup('no-such-group')
    order.push('end')
    await kafka.endTxn(producer, true)
    expect(await reading).toEqual(offsets)
    expect(order).toEqual(['end', 'read'])
    expect(await kafka.allCommittedOffsets(topic)).toEqual(offsets)
    expect(await kafka.allCommittedOffsets('no-such-group')).toEqual([])
  })
})
