import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../dsl/streamsBuilder.ts'
import { Coordinator } from '../generations/coordinator.ts'
import type { GenerationInstance } from '../generations/generationInstance.ts'
import { openGeneration } from '../generations/openGeneration.ts'
import { changelogTopic, generationId, generationsTopic } from '../graph/topicNames.ts'
import { Queries } from '../queries/queries.ts'
import { json, text } from '../serdes/index.ts'
import { BrokerFixture } from '../testing/brokerFixture.ts'
import { Feed } from './feed.ts'
import type { FeedView } from './feedView.ts'
import { QueriedSnapshots } from './queriedSnapshots.ts'
import { Client } from './test/client.ts'

interface Sum {
  readonly n: number
  readonly sum: number
}

const sums: FeedView<Sum> = {
  name: 'sums',
  store: 'sums',
  fields: [],
  keyFields: [],
  fieldsOf: () => ({}),
  keyFieldsOf: () => ({}),
  rangeOf: () => null,
  show: row => row,
}

/** `factor` is the rule that changes. */
function topologyOf(input: string, factor: (key: string) => number) {
  const builder = new StreamsBuilder()
  builder
    .stream(input, { key: text, value: json<number>() })
    .groupByKey()
    .aggregate<Sum>(
      () => ({ n: -1, sum: 0 }),
      ({ sum }, n, key) => ({ n, sum: sum + n * factor(key) }),
      { store: 'sums', value: json() },
    )
  return builder.build()
}

const rules = [() => 1, (key: string) => (key === 'k3' ? 10 : 1)]

describe.skipIf(!process.env.KAFKA_BROKERS)('the feed of an application with two generations', () => {
  let fixture: BrokerFixture
  beforeAll(async () => {
    fixture = await BrokerFixture.open()
  })
  afterAll(() => fixture.close())

  test('is followed over a switch and a rollback: no snapshot, each change once, and the rows that differ', async () => {
    const input = await fixture.topic('in', 2)
    const applicationId = fixture.name('app')
    const coordinator = new Coordinator({
      kafka: fixture.kafka,
      applicationId,
      topology: topologyOf(input, rules[0]!),
    })
    const instances: GenerationInstance[] = []
    const feeds: Feed[] = []
    const start = async (generation: number) => {
      const instance = await openGeneration(topologyOf(input, rules[generation - 1]!), {
        applicationId,
        generation,
        kafka: fixture.kafka,
        stateDir: await fixture.stateDir(),
        commitIntervalMs: 20,
        sessionTimeoutMs: 6_000,
      })
      instances.push(instance)
      await instance.start()
      const { id } = instance.generation
      const { streams } = instance
      const queries = new Queries({
        instance: streams,
        applicationId: id,
        endpoint: null,
        peers: null,
        partitions: () => 2,
      })
      feeds.push(
        new Feed({
          kafka: fixture.kafka,
          applicationId: id,
          topology: streams.topology,
          views: [sums as FeedView],
          topics: [],
          snapshots: new QueriedSnapshots(queries),
          generations: instance,
        }),
      )
    }
    let n = 0
    const produce = async (count: number) => {
      const records = Array.from({ length: count }, () => ({ key: `k${n % 5}`, value: String(n++) }))
      await fixture.produce(input, records)
    }
    /** What the view is by a generation's rule. */
    const view = (generation: number) => {
      const rows = new Map<string, Sum>()
      for (let i = 0; i < n; i++) {
        const key = `k${i % 5}`
        rows.set(key, { n: i, sum: (rows.get(key)?.sum ?? 0) + i * rules[generation - 1]!(key) })
      }
      return JSON.stringify([...rows].sort())
    }
    const client = new Client()
    const follow = (generation: number) => {
      client.closed = null
      const resume = client.token === null ? {} : { resume: client.token }
      feeds[generation - 1]!.subscribe({ id: 's', view: 'sums', ...resume }, client)
    }
    const isTold = (generation: number) =>
      fixture.until(
        () => JSON.stringify([...client.table].sort()),
        table => table === view(generation),
      )
    const letGo = () =>
      fixture.until(
        () => client.closed,
        reason => reason === 'switched',
      )

    await start(1)
    await produce(40)
    follow(1)
    await isTold(1)
    await coordinator.create({ outputs: 'shadow', label: '', fingerprint: '', settings: '' })
    await start(2)
    await fixture.until(
      () => coordinator.progressOf(2),
      ({ partitions, behind }) => partitions.length === 2 && behind === 0,
    )
    await produce(20)
    await coordinator.switchTo(2)
    await letGo()
    expect(JSON.stringify([...client.table].sort())).toBe(view(1))
    expect(() => follow(1)).toThrow(/Another generation/)

    client.changes.length = 0
    follow(2)
    await isTold(2)
    expect(client.changes.map(({ key }) => key)).toEqual(['k3'])
    await produce(20)
    await isTold(2)
    await coordinator.rollback()
    await letGo()
    await produce(20)
    follow(1)
    await isTold(1)
    expect(client.typesTold().filter(type => type === 'snapshot')).toHaveLength(1)
    const told = client.changes.map(change => JSON.stringify(change))
    expect(new Set(told).size).toBe(told.length)
    expect(feeds.map(feed => feed.status().crossed)).toEqual([1, 1])

    for (const feed of feeds) await feed.close()
    await Promise.all(instances.map(instance => instance.stop()))
    await fixture.kafka.deleteTopics([
      generationsTopic(applicationId),
      ...[1, 2].map(number => changelogTopic(generationId(applicationId, number), 'sums')),
    ])
  })
})
