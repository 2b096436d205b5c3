import { expect, test } from 'vitest'
import { StreamsBuilder, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'

const builder = new StreamsBuilder()
builder.stream('events', { key: text, value: text }).to('results', { key: text, value: text })
const topology = builder.build()
const seeds = Array.from({ length: 10 }, (_, i) => i + 1)

test.each(seeds)('takes up tasks that it was told of in an answer that was lost (seed %i)', async seed => {
  for (const nth of [1, 2, 3, 4]) {
    const cluster = new SimulatedCluster({ topology, topics: { events: 2, results: 2 }, seed })
    cluster.start('a')
    await cluster.quiet()
    cluster.start('b')
    const b = cluster.instance('b')
    b.at(/^streamsGroupHeartbeat sent$/, nth, () => b.connection!.network.cut())
    await cluster.quiet(15_000)
    expect(cluster.instances.map(({ streams }) => streams!.status().tasks.length)).toEqual([1, 1])
  }
})

test('names the source topics that are missing, once, also where it has an endpoint', async () => {
  const cluster = new SimulatedCluster({
    topology,
    topics: { results: 1 },
    seed: 1,
    streams: { endpoint: { host: 'localhost', port: 3000 } },
  })
  cluster.start('a')
  const told = () => cluster.trace.filter(({ what }) => what.startsWith('source topics are missing'))
  await cluster.until(() => told().length > 0, 10_000)
  await cluster.advance(60_000)
  expect(told().map(({ details }) => details)).toMatchObject([{ missing: ['events'] }])
  cluster.kafka.createTopic('events', 1)
  await cluster.quiet()
})
