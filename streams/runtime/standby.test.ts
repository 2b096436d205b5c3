import { describe, expect, test } from 'vitest'
import { json, StreamsBuilder, type Topology, text } from '../index.ts'
import { SimulatedCluster } from '../testing/index.ts'

const minute = 60_000
const changelog = 'simulated-counts-changelog'

const told = (cluster: SimulatedCluster, who: string, what: string) =>
  cluster.trace.filter(event => event.who === who && event.what.startsWith(what))
const streamsOf = (cluster: SimulatedCluster, name: string) => cluster.instance(name).streams!
const restored = (cluster: SimulatedCluster, name: string) =>
  streamsOf(cluster, name).status().totals.restored.records
/** Every store that the instance follows is at the end of its log. */
const isCurrent = (cluster: SimulatedCluster, name: string, stores: number) => () => {
  const followed = streamsOf(cluster, name)
    .status()
    .standbys.flatMap(standby => standby.stores)
  return (
    followed.length === stores &&
    followed.every(({ lag, behindMs }) => lag === 0 && behindMs !== null && behindMs < 2_000)
  )
}

function counting(engine: 'rocksdb' | 'memory' = 'rocksdb'): Topology {
  const builder = new StreamsBuilder()
  builder.stream('events', { key: text, value: text }).groupByKey().count({ store: 'counts', engine })
  return builder.build()
}

function clusterOf(topology: Topology, inputs: readonly string[] = ['events']): SimulatedCluster {
  return new SimulatedCluster({
    topology,
    topics: Object.fromEntries(inputs.map(input => [input, 1])),
    seed: 1,
    streams: { standbys: 1 },
  })
}

async function count(cluster: SimulatedCluster, records: number): Promise<void> {
  for (let n = 0; n < records; n++) cluster.produce('events', { key: `k${n % 5}`, value: '' })
  await cluster.quiet()
}

const counts = (each: number) => new Map([0, 1, 2, 3, 4].map(k => [`k${k}`, each]))

/** `a` runs the one task, `b` follows it. */
async function started(cluster: SimulatedCluster): Promise<void> {
  cluster.start('a')
  await cluster.quiet()
  cluster.start('b')
  await cluster.quiet()
}

describe('a standby takes over', () => {
  test.each(['rocksdb', 'memory'] as const)(
    'from one that died: it replays its lag alone (%s)',
    async engine => {
      const cluster = clusterOf(counting(engine))
      await started(cluster)
      for (let n = 0; n < 20; n++) await count(cluster, 5)
      await cluster.until(isCurrent(cluster, 'b', 1), minute)
      // Committed, and nobody was told of it.
      cluster.crashAt('a', /^endTxn answered/)
      for (let n = 0; n < 5; n++) cluster.produce('events', { key: `k${n}`, value: '' })
      await cluster.until(() => cluster.instance('a').streams === null, minute)
      await cluster.quiet()
      expect(await cluster.rows('counts')).toEqual(counts(21))
      expect(restored(cluster, 'b')).toBeLessThanOrEqual(5)
      expect(told(cluster, 'b', 'restoring a store')).toEqual([])
      expect(cluster.violations()).toEqual([])
    },
  )

  test('from one that died in the middle of a transaction: what was not committed is not in its rows', async () => {
    const cluster = clusterOf(counting())
    await started(cluster)
    await count(cluster, 50)
    cluster.crashAt('a', /^txnOffsetCommit answered/)
    for (let n = 0; n < 5; n++) cluster.produce('events', { key: `k${n}`, value: '' })
    await cluster.until(() => cluster.instance('a').streams === null, minute)
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counts(11))
    expect(told(cluster, 'b', 'state set aside')).toEqual([])
    expect(cluster.violations()).toEqual([])
  })

  test('its rows can be read all the while: also as it waits for the transaction that the dead one left open', async () => {
    const cluster = clusterOf(counting())
    await started(cluster)
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    cluster.crashAt('a', /^txnOffsetCommit answered/)
    for (let n = 0; n < 5; n++) cluster.produce('events', { key: `k${n}`, value: '' })
    await cluster.until(() => cluster.instance('a').streams === null, minute)
    const rows = streamsOf(cluster, 'b').store<string, number>('counts')
    let waited = 0
    for (; rows.partitions.length === 0; waited += 10) {
      expect(rows.standbys).toHaveLength(1)
      expect(rows.standbys[0]!.behindMs).toBeLessThan(30_000)
      await cluster.advance(10)
    }
    expect(waited).toBeGreaterThan(1_000)
    expect(rows.standbys).toEqual([])
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counts(11))
    expect(cluster.violations()).toEqual([])
  })

  test('rows in memory are dropped once others have had their task for a minute', async () => {
    const cluster = new SimulatedCluster({ topology: counting('memory'), topics: { events: 2 }, seed: 1 })
    cluster.start('a')
    for (let k = 0; k < 20; k++) cluster.produce('events', { key: `k${k}`, value: '' })
    await cluster.quiet()
    cluster.start('b')
    await cluster.quiet()
    const [moved] = streamsOf(cluster, 'b').store('counts').partitions
    await cluster.advance(2 * minute)
    expect(told(cluster, 'a', 'dropping the state').map(({ details }) => details)).toMatchObject([
      { store: 'counts', partition: moved },
    ])
    await cluster.stop('b')
    await cluster.quiet()
    expect((await cluster.rows('counts')).size).toBe(20)
    expect(
      told(cluster, 'a', 'restoring a store').filter(
        ({ details }) => 'from' in details && details.from === 0,
      ),
    ).toHaveLength(1)
  })

  test('and back: a store in memory is kept on both sides', async () => {
    const cluster = clusterOf(counting('memory'))
    await started(cluster)
    await count(cluster, 50)
    await cluster.stop('a')
    await cluster.quiet()
    cluster.start('a')
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'a', 1), minute)
    await cluster.stop('b')
    await count(cluster, 50)
    expect(await cluster.rows('counts')).toEqual(counts(30))
    expect(told(cluster, 'a', 'restoring a store')).toEqual([])
  })
})

describe('what a standby follows', () => {
  /** A count and a table read from its topic in one task: the topic is the table's changelog. */
  function pricing(): Topology {
    const builder = new StreamsBuilder()
    const prices = builder.table('prices', { key: text, value: json<number>(), store: 'prices' })
    builder
      .stream('events', { key: text, value: text })
      .leftJoin(prices, (_, price) => String(price), { value: text })
      .groupByKey()
      .count({ store: 'counts' })
    return builder.build()
  }

  test('a table’s own topic, as far as the group has committed and no further', async () => {
    const cluster = clusterOf(pricing(), ['events', 'prices'])
    await started(cluster)
    for (let n = 0; n < 50; n++) cluster.produce('prices', { key: `k${n % 5}`, value: String(n) })
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 2), minute)
    const committed = cluster.kafka.groups.offsetsOf('simulated').get('prices[0]')
    const positionOf = () =>
      streamsOf(cluster, 'b')
        .store('prices')
        .standbys.map(({ position }) => position)
    expect(positionOf()).toEqual([committed])
    // The group stands still, the topic goes on.
    cluster.pause('a')
    cluster.produce('prices', { key: 'k0', value: '99' })
    await cluster.advance(3_000)
    expect(positionOf()).toEqual([committed])
    cluster.wake('a')
    await cluster.quiet()
    await cluster.until(() => positionOf()[0]! > committed!, minute)
    cluster.crash('a')
    await cluster.quiet()
    expect((await cluster.rows<number>('prices')).get('k0')).toBe(99)
    expect(restored(cluster, 'b')).toBe(0)
  })

  test('not a table alone: the group gives no standby to tasks without changelogs of their own', async () => {
    const builder = new StreamsBuilder()
    builder.table('prices', { key: text, value: json<number>(), store: 'prices' })
    const cluster = clusterOf(builder.build(), ['prices'])
    await started(cluster)
    cluster.produce('prices', { key: 'k', value: '1' })
    await cluster.quiet()
    expect(streamsOf(cluster, 'b').status().standbys).toEqual([])
    cluster.crash('a')
    await cluster.quiet()
    expect(await cluster.rows('prices')).toEqual(new Map([['k', 1]]))
  })

  test('not global tables: every instance has them', async () => {
    const builder = new StreamsBuilder()
    const prices = builder.globalTable('prices', { key: text, value: json<number>() })
    builder
      .stream('events', { key: text, value: text })
      .joinGlobal(
        prices,
        (_, key) => key,
        (_, price) => price,
        { value: json<number>() },
      )
      .groupByKey()
      .count({ store: 'counts' })
    const cluster = clusterOf(builder.build(), ['events', 'prices'])
    for (let k = 0; k < 5; k++) cluster.produce('prices', { key: `k${k}`, value: '1' })
    await started(cluster)
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    cluster.crash('a')
    await count(cluster, 50)
    expect(await cluster.rows('counts')).toEqual(counts(20))
    expect(restored(cluster, 'b')).toBe(0)
  })
})

describe('the position of a standby', () => {
  // It was as good as new, and too old to be followed from: opened again every second, for ever.
  test('that is old and at the end of the log is followed from there', async () => {
    const cluster = clusterOf(counting())
    await started(cluster)
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    for (const name of ['b', 'a']) await cluster.stop(name)
    await cluster.advance(25 * 60 * minute)
    await started(cluster)
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    expect(told(cluster, 'b', 'a standby does not follow')).toEqual([])
    expect(told(cluster, 'b', 'state set aside')).toEqual([])
  })

  test('is renewed while there is nothing to follow: a standby that comes back goes on from where it was', async () => {
    const cluster = clusterOf(counting())
    await started(cluster)
    await count(cluster, 50)
    cluster.kafka.topics.get(changelog)!.configs.set('delete.retention.ms', String(40 * minute))
    await cluster.advance(30 * minute)
    cluster.crash('b')
    await count(cluster, 50)
    cluster.start('b')
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    expect(told(cluster, 'b', 'state set aside')).toEqual([])
    expect(cluster.violations()).toEqual([])
  })

  test('that the log no longer has: built anew from what the log has, and that once', async () => {
    const cluster = clusterOf(counting())
    await started(cluster)
    await count(cluster, 50)
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    cluster.instance('b').connection!.network.cutOff(6_000)
    const five = async () => {
      for (let n = 0; n < 5; n++) cluster.produce('events', { key: `k${n}`, value: '' })
      await cluster.advance(2_000)
    }
    await five()
    const { end } = cluster.kafka.topics.log({ topic: changelog, partition: 0 })!
    await five()
    cluster.kafka.truncateBefore(changelog, 0, end)
    await cluster.quiet()
    await cluster.until(isCurrent(cluster, 'b', 1), minute)
    await cluster.advance(10_000)
    expect(told(cluster, 'b', 'a standby does not follow').map(({ details }) => details)).toMatchObject([
      { why: 'OFFSET_OUT_OF_RANGE' },
    ])
    expect(told(cluster, 'b', 'state set aside')).toHaveLength(1)
    cluster.crash('a')
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(counts(12))
  })
})
