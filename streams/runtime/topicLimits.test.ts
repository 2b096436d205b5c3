import { expect, test } from 'vitest'
import { deadLetter, StreamsBuilder, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'

const topics = { events: 1, results: 1, dead: 1 }

/** The value as many times as it says; `bad` fails. */
function clusterOf(limits: Readonly<Record<string, number>>): SimulatedCluster {
  const builder = new StreamsBuilder()
  builder
    .stream('events', { key: text, value: text })
    .mapValues(value => {
      if (value.startsWith('bad')) throw new Error(`not good: ${'m'.repeat(2_000)}`)
      return value
    })
    .to('results', { value: text })
  const cluster = new SimulatedCluster({
    topology: builder.build(),
    topics,
    seed: 1,
    streams: { errors: { process: deadLetter, produce: deadLetter }, deadLetterTopic: 'dead' },
  })
  for (const [topic, bytes] of Object.entries(limits))
    cluster.kafka.topics.get(topic)!.configs.set('max.message.bytes', String(bytes))
  return cluster
}

/** Of the first dead letter. */
function omittedOf(cluster: SimulatedCluster): string | undefined {
  const cursor = new RecordCursor(cluster.kafka.committed('dead', 0).records!, 0, [])
  cursor.next()
  const header = cursor.headers().find(({ key }) => key === 'dlq.omitted')
  return header && String(header.value)
}

// A batch was closed at 900,000 bytes whatever the topic takes: MESSAGE_TOO_LARGE, and the instance stopped.
test('batches stay below what their topic takes', async () => {
  const cluster = clusterOf({ results: 5_000, dead: 5_000 })
  for (let n = 0; n < 200; n++)
    cluster.produce('events', { key: `k${n}`, value: n % 2 === 0 ? 'x'.repeat(1_000) : 'bad' })
  cluster.start('a')
  await cluster.quiet()
  expect(cluster.read('results', text, text)).toHaveLength(100)
  expect(cluster.read('dead', text, text)).toHaveLength(100)
  expect(cluster.instance('a').streams!.status().totals.recoveries).toBe(0)
})

test('a result that its topic does not take is the produce handler’s', async () => {
  const cluster = clusterOf({ results: 5_000 })
  for (const value of ['x'.repeat(4_990), 'x'.repeat(4_800)]) cluster.produce('events', { key: 'k', value })
  cluster.start('a')
  await cluster.quiet()
  expect(cluster.read('results', text, text).map(({ value }) => value?.length)).toEqual([4_800])
  expect(cluster.read('dead', text, text).map(({ value }) => value?.length)).toEqual([4_990])
})

test.each([
  [10_000, 'bad value', 'k', undefined],
  [2_000, null, 'k', 'value'],
  [1_400, null, null, 'value,headers,key'],
  [700, null, null, 'value,headers,key,message'],
])('a dead letter for a topic that takes %i bytes: value %o, key %o', async (bytes, value, key, omitted) => {
  const cluster = clusterOf({ dead: bytes })
  const long = key === null ? 'k'.repeat(1_000) : key
  cluster.produce('events', { key: long, value: value ?? `bad ${'x'.repeat(3_000)}` })
  cluster.produce('events', { key: 'good', value: 'y' })
  cluster.start('a')
  await cluster.quiet()
  expect(cluster.read('results', text, text).map(({ value }) => value)).toEqual(['y'])
  const [letter] = cluster.read('dead', text, text)
  expect(letter).toMatchObject({ key, value })
  expect(omittedOf(cluster)).toBe(omitted)
})
