import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BrokerFixture, batchOf, fetchOf } from './brokerFixture.ts'
import { ClusterProxy } from './clusterProxy.ts'
import { connectKafka } from './connectKafka.ts'
import type { Kafka } from './kafka.ts'
import { KafkaUnreachable } from './kafkaError.ts'

describe.skipIf(BrokerFixture.brokers.length === 0)('when connections break', () => {
  let fixture: BrokerFixture
  let proxy: ClusterProxy
  const open: Kafka[] = []

  beforeAll(async () => {
    fixture = await BrokerFixture.open()
    proxy = await ClusterProxy.before((await fixture.kafka.metadata([])).brokers)
  })

  afterEach(async () => {
    proxy.resume()
    for (const kafka of open.splice(0)) await kafka.close()
  })

  afterAll(async () => {
    proxy.close()
    await fixture.close()
  })

  async function connectThrough(requestTimeoutMs = 10_000): Promise<Kafka> {
    const kafka = await connectKafka({
      brokers: proxy.addresses,
      clientId: 'reconnect-test',
      requestTimeoutMs,
    })
    open.push(kafka)
    return kafka
  }

  test('a client goes on after its connections were cut', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    for (let i = 0; i < 3; i++) {
      await kafka.produce(null, [{ topic, partition: 0, records: batchOf([`${i}`]) }])
      proxy.cut()
      expect(await kafka.listOffsets([{ topic, partition: 0 }], 'latest')).toMatchObject([{ offset: i + 1 }])
      expect(await kafka.fetch(await kafka.leaderOf(topic, 0), fetchOf(topic, i))).toMatchObject([
        { error: null },
      ])
    }
  })

  test('a long poll that is cut begins again', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    const leader = await kafka.leaderOf(topic, 0)
    const polling = kafka.fetch(leader, { ...fetchOf(topic), maxWaitMs: 20_000 })
    await kafka.listOffsets([{ topic, partition: 0 }], 'latest')
    proxy.cut()
    await fixture.kafka.produce(null, [{ topic, partition: 0, records: batchOf(['late']) }])
    expect(await polling).toMatchObject([{ error: null, highWatermark: 1 }])
  })

  test('a broker that comes back is found again while the request still has time', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    proxy.refuse()
    const before = proxy.refused
    const waiting = [
      kafka.listOffsets([{ topic, partition: 0 }], 'latest'),
      kafka.produce(null, [{ topic, partition: 0, records: batchOf(['patient']) }]),
      kafka.initProducerId(topic, 10_000),
    ]
    await expect.poll(() => proxy.refused).toBeGreaterThan(before + 4)
    proxy.resume()
    await Promise.all(waiting)
  })

  test('what could not be sent says so', async () => {
    const gone = await ClusterProxy.before((await fixture.kafka.metadata([])).brokers)
    const options = { brokers: gone.addresses, clientId: 'reconnect-test', requestTimeoutMs: 500 }
    const [kafka, topic] = [await connectKafka(options), await fixture.newTopic()]
    open.push(kafka)
    const leader = await kafka.leaderOf(topic, 0)
    gone.close()
    const notSent = { name: 'KafkaUnreachable', outcome: 'not-sent' }
    const records = batchOf(['never'])
    await expect(kafka.produce(null, [{ topic, partition: 0, records }])).rejects.toMatchObject(notSent)
    await expect(kafka.initProducerId(topic, 10_000)).rejects.toMatchObject(notSent)
    await expect(kafka.fetch(leader, { ...fetchOf(topic), maxWaitMs: 0 })).rejects.toMatchObject(notSent)
    await expect(connectKafka(options)).rejects.toMatchObject(notSent)
    expect((await fixture.read(topic)).values).toEqual([])
  })

  test('a produce whose answer is lost is unknown, and is not sent twice', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['first']) }])
    const answered = proxy.hold()
    const produced = kafka.produce(null, [{ topic, partition: 0, records: batchOf(['unclear']) }])
    const refused = expect(produced).rejects.toMatchObject({ name: 'KafkaUnreachable', outcome: 'unknown' })
    await answered
    proxy.cut()
    await refused
    proxy.resume()
    await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['last']) }])
    expect((await fixture.read(topic)).values).toEqual(['first', 'unclear', 'last'])
  })

  test('a commit whose answer is lost is asked for again, and succeeds', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    const producer = await kafka.initProducerId(topic, 10_000)
    await kafka.addPartitionsToTxn(producer, [{ topic, partition: 0 }])
    const records = batchOf(['once'], { ...producer, baseSequence: 0, transactional: true })
    await kafka.produce(producer, [{ topic, partition: 0, records }])
    const answered = proxy.hold()
    const ended = kafka.endTxn(producer, true)
    await answered
    proxy.resume()
    proxy.cut()
    await ended
    await expect.poll(async () => (await fixture.read(topic)).values).toEqual(['once'])
  })

  test('an answer that does not come in time does not poison what follows', async () => {
    const [kafka, topic] = [await connectThrough(600), await fixture.newTopic()]
    await kafka.listOffsets([{ topic, partition: 0 }], 'latest')
    const answered = proxy.hold()
    const late = kafka.produce(null, [{ topic, partition: 0, records: batchOf(['unclear']) }])
    await expect(late).rejects.toMatchObject({ name: 'KafkaUnreachable', outcome: 'unknown' })
    await answered
    proxy.resume()
    expect(await kafka.produce(null, [{ topic, partition: 0, records: batchOf(['clear']) }])).toMatchObject([
      { error: null, baseOffset: 1 },
    ])
  })

  test('closing fails what is under way, and everything after', async () => {
    const [kafka, topic] = [await connectThrough(), await fixture.newTopic()]
    const polling = kafka.fetch(await kafka.leaderOf(topic, 0), { ...fetchOf(topic), maxWaitMs: 20_000 })
    const failed = expect(polling).rejects.toBeInstanceOf(KafkaUnreachable)
    await kafka.close()
    await kafka.close()
    await failed
    await expect(kafka.metadata([])).rejects.toMatchObject({ name: 'KafkaUnreachable', outcome: 'not-sent' })
  })
})
