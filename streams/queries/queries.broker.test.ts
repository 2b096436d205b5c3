import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, KafkaStreams, StreamsBuilder, type Topology, text } from '../index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { connectKafka } from '../wire/connectKafka.ts'
import type { Kafka } from '../wire/kafka.ts'
import { answerPeers } from './http/answerPeers.ts'
import { HttpPeers } from './http/httpPeers.ts'
import type { Peers } from './peers.ts'
import { Position } from './position.ts'
import { Queries } from './queries.ts'

interface Instance {
  readonly streams: KafkaStreams
  readonly queries: Queries
  readonly port: number
  /** Ports of the instances it asked. */
  readonly asked: number[]
  /** Gone without a word. */
  die(): Promise<void>
}

describe.skipIf(!process.env.KAFKA_BROKERS)('queries of three instances on a real broker', () => {
  let fixture: BrokerFixture
  let input: string
  let output: string
  let closing: (() => unknown)[]

  beforeEach(async () => {
    fixture = await BrokerFixture.open()
    input = await fixture.topic('in')
    output = await fixture.topic('out')
    closing = []
  })
  afterEach(async () => {
    for (const close of closing.reverse()) await close()
    await fixture.close()
  })

  /** Counts by key: as they are read, of whoever wrote them; and through a topic of the application's own. */
  function counting(): Topology {
    const builder = new StreamsBuilder()
    const records = builder.stream(input, { key: text, value: text })
    records.groupByKey().count({ store: 'read' })
    records
      .repartition({ name: 'by-key', key: text, value: text })
      .groupByKey()
      .count({ store: 'routed' })
      .toStream()
      .to(output, { value: json<number | null>() })
    return builder.build()
  }
  async function start(): Promise<Instance> {
    const applicationId = fixture.name('app')
    const kafka: Kafka = await connectKafka({
      brokers: process.env.KAFKA_BROKERS!.split(','),
      clientId: 'test',
    })
    const server: Server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = { host: '127.0.0.1', port: (server.address() as { port: number }).port }
    const streams = new KafkaStreams(counting(), {
      applicationId,
      stateDir: await fixture.stateDir(),
      kafka,
      endpoint,
      commitIntervalMs: 20,
      sessionTimeoutMs: 3_000,
      standbys: 1,
    })
    const answer = answerPeers(streams)
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      response.end(JSON.stringify(await answer(JSON.parse(Buffer.concat(chunks).toString()))))
    })
    const asked: number[] = []
    const http = new HttpPeers()
    const peers: Peers = {
      ask: (to, question, signal) => {
        asked.push(to.port)
        return http.ask(to, question, signal)
      },
      close: () => http.close(),
    }
    const queries = new Queries({
      instance: streams,
      applicationId,
      endpoint,
      peers,
      partitions: () => 3,
      deadlineMs: 10_000,
      hedgeMs: 1_000,
    })
    await streams.start()
    const closeServer = () => {
      server.closeAllConnections()
      server.close()
    }
    let isDead = false
    const die = async () => {
      isDead = true
      closeServer()
      await kafka.close()
    }
    closing.push(async () => {
      queries.close()
      closeServer()
      await streams.stop()
      if (!isDead) await kafka.close()
    })
    return { streams, queries, port: endpoint.port, asked, die }
  }

  const keys = Array.from({ length: 30 }, (_, i) => `k${i}`)
  const produce = (from: number, each: number) =>
    fixture.produce(
      input,
      Array.from({ length: each * keys.length }, (_, i) => ({
        key: keys[i % keys.length]!,
        value: 'x',
        timestamp: from + i,
      })),
    )

  /** Three instances, one partition each, each followed by another, and all of them knowing that. */
  async function three(): Promise<readonly [Instance, Instance, Instance]> {
    const first = await start()
    await first.streams.reached('RUNNING')
    const instances = [first, await start(), await start()] as const
    await fixture.until(
      () =>
        instances.every(({ streams, queries }) => {
          const endpoints = streams.endpoints()
          const { partitions, standbys } = streams.store('routed')
          return (
            partitions.length === 1 &&
            standbys.length === 1 &&
            !queries.isAllHere('routed') &&
            endpoints.length === 3 &&
            endpoints.every(({ active, standby }) => active.length > 0 && standby.length > 0)
          )
        }),
      Boolean,
    )
    return instances
  }

  const all = (each: Instance, store: string) =>
    each.queries.page<string, number>(store, { limit: 100 }).then(({ value }) => value.rows)

  test('each answers for all, by what the group tells; a key that leads to its partition is asked of one', async () => {
    const instances = await three()
    await produce(0, 10)
    for (const each of instances) {
      for (const store of ['read', 'routed']) {
        await fixture.until(
          () => all(each, store),
          rows => rows.length === keys.length && rows.every(([, count]) => count === 10),
        )
        const { value, sources } = await each.queries.getAll<string, number>(store, [...keys, 'none'])
        expect(value).toEqual([...keys.map(() => 10), undefined])
        expect(sources.map(({ role, partition }) => [role, partition])).toEqual([
          ['active', 0],
          ['active', 1],
          ['active', 2],
        ])
        expect((await each.queries.count(store)).value).toBe(keys.length)
      }
      for (const key of [...keys, 'none']) {
        each.asked.length = 0
        const { value, sources } = await each.queries.get<string, number>('routed', key)
        expect(value).toBe(key === 'none' ? undefined : 10)
        const isHere = each.streams.store('routed').partitions.includes(sources[0]!.partition)
        expect(each.asked).toHaveLength(isHere ? 0 : 1)
      }
      each.asked.length = 0
      expect((await each.queries.get('read', 'none')).value).toBeUndefined()
      expect(each.asked).toHaveLength(2)
    }
  })

  test('a position of one is reached by its standby; nobody reads what is older than he has read, nor nothing, while one dies', async () => {
    const instances = await three()
    await produce(0, 10)
    for (const each of instances)
      await fixture.until(
        () => all(each, 'routed'),
        rows => rows.length === keys.length && rows.every(([, count]) => count === 10),
      )
    // What an active one told is where a standby gets to without further changes.
    for (const { queries } of instances)
      for (const { streams } of instances)
        for (const { partition, position } of streams.store('routed').standbys) {
          const told = (await queries.count('routed')).position
          await fixture.until(
            () =>
              streams.store('routed').standbys.find(each => each.partition === partition)?.position ??
              position,
            reached => reached >= told.at('routed', partition),
          )
        }

    const [first, second, third] = instances
    const seen = new Map<string, number>()
    let position = Position.none
    let isOver = false
    const problems: string[] = []
    let answers = 0
    const reading = (async () => {
      for (let turn = 0; !isOver; turn++) {
        const { queries } = [first, third][turn % 2]!
        const key = keys[turn % keys.length]!
        try {
          const answer = await queries.get<string, number>('routed', key, {
            minPosition: position,
            waitMs: 10_000,
          })
          position = position.and(answer.position)
          if ((answer.value ?? 0) < (seen.get(key) ?? 10))
            problems.push(`${key}: ${answer.value} after ${seen.get(key)}`)
          seen.set(key, answer.value ?? 0)
          answers++
        } catch (error) {
          problems.push(String(error))
        }
      }
    })()
    await produce(1_000, 10)
    await second.die()
    await produce(2_000, 10)
    await fixture.until(
      () => all(first, 'routed').catch(() => []),
      rows => rows.length === keys.length && rows.every(([, count]) => count === 30),
    )
    isOver = true
    await reading
    expect(problems).toEqual([])
    expect(answers).toBeGreaterThan(keys.length)
    // Nor does the one that is cut off take its own rows for those of today, where that is asked for.
    const conditions = { maxBehindMs: 1_000 }
    const { value } = await second.queries.getAll<string, number>('routed', keys, conditions)
    expect(value).toEqual(keys.map(() => 30))
  })

  test('who leaves and who comes leaves no question without a whole answer', async () => {
    const [first, second, third] = await three()
    await produce(0, 10)
    await fixture.until(
      () => all(first, 'routed'),
      rows => rows.length === keys.length && rows.every(([, count]) => count === 10),
    )
    const problems: string[] = []
    let answers = 0
    let isOver = false
    const reading = [first, third].map(async each => {
      while (!isOver) {
        try {
          const rows = await all(each, 'routed')
          const { value } = await each.queries.getAll<string, number>('routed', keys)
          for (const counts of [rows.map(([, count]) => count), value])
            if (counts.length !== keys.length || counts.some(count => count !== 10))
              problems.push(JSON.stringify(counts))
          answers++
        } catch (error) {
          problems.push(String(error))
        }
      }
    })
    await second.streams.stop()
    await fixture.until(
      () => [first, third].flatMap(({ streams }) => streams.store('routed').partitions),
      partitions => partitions.length === 3,
    )
    const another = await start()
    await fixture.until(
      () => another.streams.store('routed').partitions,
      partitions => partitions.length > 0,
    )
    isOver = true
    await Promise.all(reading)
    expect(problems).toEqual([])
    expect(answers).toBeGreaterThan(0)
  })
})
