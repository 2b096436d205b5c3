import { count, counting, expire, miscounted, untilRuns } from './counting.ts'
import type { Scenario } from './scenario.ts'

/** A write that reaches the disk long after those that were asked for later. */
export const lateWrites: readonly Scenario[] = [
  {
    name: 'rows of a commit are late, and somebody else has gone on since',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      await untilRuns(cluster, 'a', 1)
      cluster.start('b')
      count(cluster, 2)
      await cluster.quiet()
      await untilRuns(cluster, 'a', 1)
      a.at(/^disk write$/, 1, () => {
        a.disk.delayNext(8_000)
        expire(cluster, 'a')
      })
      count(cluster, 2)
      await untilRuns(cluster, 'b', 1)
      count(cluster, 2)
      await cluster.advance(1_000)
      await cluster.stop('b')
      await cluster.advance(10_000)
      count(cluster, 2)
      return miscounted(cluster, 8)
    },
  },
  {
    name: 'rows of a commit are so late that the tasks are handed over without the next one, which is not made then',
    run: async () => {
      const cluster = counting(2, { rebalanceTimeoutMs: 3_000 })
      const a = cluster.instance('a')
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      a.at(/^disk write$/, 1, () => a.disk.delayNext(8_000))
      count(cluster, 2)
      await cluster.advance(500)
      count(cluster, 2)
      cluster.start('b')
      await cluster.advance(15_000)
      count(cluster, 2)
      return miscounted(cluster, 8)
    },
  },
  {
    name: 'rows of a restore that was given up are late, and somebody else has gone on since',
    run: async () => {
      const cluster = counting(2)
      const a = cluster.instance('a')
      cluster.start('b')
      count(cluster, 2)
      await cluster.quiet()
      await cluster.stop('b')
      cluster.start('a')
      // The first of each store.
      for (let i = 0; i < 2; i++) a.at(/^disk write$/, 1, () => a.disk.delayNext(10_000))
      await cluster.advance(1_000)
      cluster.start('b')
      await untilRuns(cluster, 'b', 1)
      count(cluster, 2)
      await cluster.advance(1_000)
      await cluster.stop('b')
      await cluster.advance(15_000)
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
]
