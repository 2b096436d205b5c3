import { json, StreamsBuilder, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'
import { count, counting, miscounted, untilRuns } from './counting.ts'
import type { Scenario } from './scenario.ts'

/** `a` runs the one task, `b` follows it. */
async function followed(cluster: SimulatedCluster): Promise<void> {
  cluster.start('a')
  await untilRuns(cluster, 'a', 1)
  cluster.start('b')
  await cluster.until(() => cluster.instance('b').streams!.status().standbys.length === 1, 10_000)
  await cluster.quiet()
}

/** The next rows that `b` follows take 10 s on their way to its disk. */
function delayRows(cluster: SimulatedCluster): void {
  const b = cluster.instance('b')
  b.at(/^disk write$/, 1, () => b.disk.delayNext(10_000))
}

/** Standbys that come and go while they write. */
export const standbys: readonly Scenario[] = [
  {
    name: 'rows that a standby follows are late, and it is active since',
    run: async () => {
      const cluster = counting(1, { standbys: 1 })
      await followed(cluster)
      delayRows(cluster)
      count(cluster, 2)
      await cluster.advance(500)
      await cluster.stop('a')
      await cluster.advance(1_000)
      count(cluster, 2)
      await cluster.advance(15_000)
      return miscounted(cluster, 4)
    },
  },
  {
    name: 'rows that a standby follows are late, and it is another standby since',
    run: async () => {
      const cluster = counting(1, { standbys: 1 })
      await followed(cluster)
      delayRows(cluster)
      count(cluster, 2)
      await cluster.advance(500)
      for (const standbys of [0, 1]) {
        const configs = { 'streams.num.standby.replicas': String(standbys) }
        cluster.kafka.groups.setConfigs(cluster.applicationId, configs)
        await cluster.advance(2_000)
      }
      count(cluster, 2)
      await cluster.advance(15_000)
      // A position beyond the rows that were late, without those rows.
      cluster.produce('events', { key: 'k4', value: '' })
      await cluster.quiet()
      await cluster.stop('a')
      for (const key of ['k0', 'k1', 'k2', 'k3']) cluster.produce('events', { key, value: '' })
      return miscounted(cluster, 5)
    },
  },
  {
    name: 'a table’s own topic goes on while the group does not: its standby waits for the group',
    run: async () => {
      const builder = new StreamsBuilder()
      const prices = builder.table('prices', { key: text, value: json<number>(), store: 'prices' })
      builder
        .stream('events', { key: text, value: text })
        .leftJoin(prices, (_, price) => String(price), { name: 'priced', value: text })
        .groupByKey()
        .count({ store: 'counts' })
      const cluster = new SimulatedCluster({
        topology: builder.build(),
        topics: { events: 1, prices: 1 },
        seed: 1,
        streams: { standbys: 1 },
      })
      const price = (value: number) => cluster.produce('prices', { key: 'k', value: String(value) })
      await followed(cluster)
      price(1)
      await cluster.quiet()
      await cluster.advance(5_000)
      cluster.pause('a')
      price(2)
      await cluster.advance(3_000)
      cluster.crash('a')
      await cluster.quiet()
      const found = (await cluster.rows<number>('prices')).get('k')
      return [...(found === 2 ? [] : [`the price is ${found}`]), ...cluster.violations()]
    },
  },
]
