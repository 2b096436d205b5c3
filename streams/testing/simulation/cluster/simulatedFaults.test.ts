import { describe, expect, test } from 'vitest'
import type { KafkaUnreachable } from '../../../wire/kafkaError.ts'
import { BatchBuilder, type BatchOptions, plainBatch } from '../../../wire/records/batchBuilder.ts'
import { RecordCursor } from '../../../wire/records/recordCursor.ts'
import { Simulator } from '../simulator.ts'
import { SimulatedKafka, type SimulatedKafkaOptions } from './simulatedKafka.ts'

/** A cluster with one topic, one client, and what came of what the client asked. */
function setUp(seed: number, options: SimulatedKafkaOptions = {}) {
  const simulator = new Simulator(seed)
  const kafka = new SimulatedKafka(simulator, { brokers: 1, requestTimeoutMs: 2_000, ...options })
  kafka.createTopic('t', 1)
  const connection = kafka.connect('client')
  /** Lets time pass until it is settled, or for so long. */
  const outcome = async (promise: Promise<unknown>, ms = 10_000): Promise<string> => {
    let seen = 'nothing'
    promise.then(
      () => {
        seen = 'done'
      },
      (error: KafkaUnreachable & { kafkaName?: string }) => {
        seen = error.outcome ?? error.kafkaName ?? String(error)
      },
    )
    await simulator.run(() => seen !== 'nothing', simulator.now + ms)
    return seen
  }
  const send = (value = 'a', batch: BatchOptions = plainBatch) =>
    connection.produce(null, [{ topic: 't', partition: 0, records: batchOf(value, batch) }])
  const pass = (ms: number) => simulator.run(() => false, simulator.now + ms)
  return {
    simulator,
    kafka,
    connection,
    outcome,
    send,
    pass,
    end: () => kafka.committed('t', 0).highWatermark,
  }
}

function batchOf(value: string, options: BatchOptions): Buffer {
  const builder = new BatchBuilder()
  builder.append(null, value, 0, null)
  return builder.finish(options)
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed)

describe('a simulated client whose connections fail', () => {
  test('what cannot be sent within the timeout says so, and had no effect', async () => {
    const { connection, outcome, send, end } = setUp(1)
    connection.network.cutOff(60_000)
    expect(await outcome(send())).toBe('not-sent')
    expect(await outcome(connection.initProducerId('id', 1_000))).toBe('not-sent')
    expect(end()).toBe(0)
  })

  test('a cut that is over in time is retried through', async () => {
    const { connection, outcome, send, end } = setUp(1)
    connection.network.cutOff(500)
    expect(await outcome(send())).toBe('done')
    expect(end()).toBe(1)
  })

  test('a produce that is cut is unknown: it arrived, or it did not', async () => {
    const ends = new Set<number>()
    for (const seed of seeds) {
      const { connection, outcome, send, pass, end } = setUp(seed)
      expect(await outcome(send())).toBe('done')
      const cut = send()
      await pass(1)
      connection.network.cut()
      const seen = await outcome(cut)
      await pass(100)
      if (seen === 'done') continue
      expect(seen).toBe('unknown')
      ends.add(end())
    }
    expect(ends).toEqual(new Set([1, 2]))
  })

  test('what may be repeated is repeated after a cut', async () => {
    const { connection, outcome, pass } = setUp(2)
    const asking = connection.initProducerId('id', 1_000)
    await pass(1)
    connection.network.cut()
    expect(await outcome(asking)).toBe('done')
  })

  test('answers that come too late are unknown, and what was asked may still be done', async () => {
    const { connection, outcome, send, pass, end } = setUp(3)
    expect(await outcome(send())).toBe('done')
    connection.network.stall(3_000)
    const late = send('late')
    expect(await outcome(late)).toBe('unknown')
    await pass(2_000)
    expect([1, 2]).toContain(end())
    expect(await outcome(send('again'))).toBe('done')
  })

  test('a process that died hears nothing more', async () => {
    const ends = new Set<number>()
    for (const seed of seeds) {
      const { connection, outcome, send, pass, end } = setUp(seed)
      expect(await outcome(connection.leaderOf('t', 0))).toBe('done')
      const asked = send()
      await pass(0.1)
      connection.crash()
      expect(await outcome(asked)).toBe('nothing')
      expect(await outcome(connection.metadata([]))).toBe('nothing')
      ends.add(end())
    }
    expect(ends).toEqual(new Set([0, 1]))
  })

  test('a connection that loses much still gets through what may be repeated', async () => {
    for (const seed of seeds) {
      const { connection, outcome } = setUp(seed, { requestTimeoutMs: 30_000 })
      connection.network.lossChance = 0.3
      expect(await outcome(connection.initProducerId('id', 1_000), 60_000)).toBe('done')
    }
  })

  test('requests of one producer arrive in the order of the calls', async () => {
    for (const seed of seeds) {
      const { kafka, connection, outcome } = setUp(seed, { latencyMs: [0, 50] })
      const sent = Array.from({ length: 20 }, (_, i) =>
        connection.produce(null, [{ topic: 't', partition: 0, records: batchOf(`${i}`, plainBatch) }]),
      )
      expect(await outcome(Promise.all(sent))).toBe('done')
      const offsets = (await Promise.all(sent)).map(([produced]) => produced!.baseOffset)
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
      expect(kafka.committed('t', 0).highWatermark).toBe(20)
    }
  })
})

describe('simulated brokers that fail', () => {
  test('a broker that is away refuses, and is found again', async () => {
    const { kafka, outcome, send, end } = setUp(4)
    kafka.takeBrokerAway(0, 500)
    expect(await outcome(send())).toBe('done')
    kafka.takeBrokerAway(0, 60_000)
    expect(await outcome(send())).toBe('not-sent')
    expect(end()).toBe(1)
  })

  test('a long poll at a broker that goes away begins again', async () => {
    const { kafka, connection, outcome, pass } = setUp(5)
    const request = {
      partitions: [{ topic: 't', partition: 0, offset: 0, maxBytes: 1_000 }],
      maxWaitMs: 5_000,
      minBytes: 1,
      maxBytes: 1_000,
    }
    const polling = connection.fetch(0, request)
    await pass(100)
    kafka.takeBrokerAway(0, 200)
    await pass(300)
    kafka.produce('t', 0, batchOf('a', plainBatch))
    expect(await outcome(polling, 1_000)).toBe('done')
  })

  test('compaction leaves the last of each key where it was', async () => {
    const { kafka } = setUp(9)
    const write = (key: string, value: string | null) => {
      const builder = new BatchBuilder()
      builder.append(key, value, 0, null)
      kafka.produce('t', 0, builder.finish(plainBatch))
    }
    write('a', '1')
    write('b', '1')
    write('a', '2')
    write('b', null)
    const offsets = () => {
      const cursor = new RecordCursor(kafka.committed('t', 0).records!, 0, [])
      const seen: number[] = []
      while (cursor.next()) seen.push(cursor.offset)
      return seen
    }
    kafka.compact('t')
    expect(offsets()).toEqual([2, 3])
    kafka.compact('t', true)
    expect(offsets()).toEqual([2])
    expect(kafka.committed('t', 0).highWatermark).toBe(4)
  })

  test('coordinators that move: waited for, and for heartbeats told as unreachable', async () => {
    const { kafka, connection, outcome } = setUp(6)
    kafka.unloadCoordinators('transaction', 300)
    expect(await outcome(connection.initProducerId('id', 1_000))).toBe('done')
    kafka.unloadCoordinators('group', 60_000)
    expect(await outcome(connection.allCommittedOffsets('g'))).toBe('NOT_COORDINATOR')
    const heartbeat = { groupId: 'g', memberEpoch: 0 } as Parameters<
      typeof connection.streamsGroupHeartbeat
    >[0]
    expect(await outcome(connection.streamsGroupHeartbeat(heartbeat))).toBe('not-sent')
  })

  test('a leader that moved is told to writers and readers once, and then found', async () => {
    const { kafka, connection, outcome, send } = setUp(7, { brokers: 3 })
    expect(await outcome(send())).toBe('done')
    kafka.moveLeader({ topic: 't', partition: 0 })
    const [refused] = await settled(send())
    expect(refused!.error).toBe('NOT_LEADER_OR_FOLLOWER')
    const [taken] = await settled(send())
    expect(taken!.error).toBeNull()
    expect(await outcome(connection.listOffsets([{ topic: 't', partition: 0 }], 'latest'))).toBe('done')

    async function settled<T>(promise: Promise<T>): Promise<T> {
      await outcome(promise)
      return promise
    }
  })

  test('markers may come late one by one, and be lost though the transaction counts as complete', async () => {
    const { kafka, connection, outcome, pass } = setUp(8, { lateMarkerChance: 1, lateMarkerMs: 1_000 })
    kafka.createTopic('u', 1)
    const ids = await settleProducer()
    const partitions = [
      { topic: 't', partition: 0 },
      { topic: 'u', partition: 0 },
    ]
    const write = async (sequence: number) => {
      await outcome(connection.addPartitionsToTxn(ids, partitions))
      const records = batchOf('a', { ...ids, baseSequence: sequence, transactional: true })
      await outcome(
        connection.produce(
          ids,
          partitions.map(partition => ({ ...partition, records })),
        ),
      )
      expect(await outcome(connection.endTxn(ids, true))).toBe('done')
    }
    const open = () =>
      partitions.map(({ topic }) => kafka.topics.get(topic)!.logs[0]!.openTransactions().length)
    await write(0)
    const seen = new Set<string>()
    for (let i = 0; i < 1_000; i++) {
      await pass(1)
      seen.add(open().join())
    }
    expect(seen.has('1,0') || seen.has('0,1')).toBe(true)
    expect(open()).toEqual([0, 0])
    kafka.transactions.lostMarkerChance = 1
    await write(1)
    await pass(2_000)
    expect(kafka.transactions.state('id')).toMatchObject({ state: 'CompleteCommit' })
    expect(open()).toEqual([1, 1])

    async function settleProducer() {
      const asking = connection.initProducerId('id', 60_000)
      await outcome(asking)
      return asking
    }
  })
})

test('the same seed gives the same run', async () => {
  const trace = async () => {
    const { simulator, connection, outcome, send } = setUp(9, { latencyMs: [0, 20] })
    const seen: unknown[] = []
    connection.network.lossChance = 0.2
    for (let i = 0; i < 30; i++) seen.push(await outcome(send(`${i}`)), simulator.now)
    return seen
  }
  expect(await trace()).toEqual(await trace())
})
