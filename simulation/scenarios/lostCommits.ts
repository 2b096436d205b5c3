import type { SimulatedCluster } from 'millrace/testing'
import { count, counting, expire, miscounted } from './counting.ts'
import type { Scenario } from './scenario.ts'

/** One instance whose next commit Kafka confirms and then loses, since it is told to stop in that moment. */
async function losing(after: (cluster: SimulatedCluster) => void): Promise<SimulatedCluster> {
  const cluster = counting()
  const a = cluster.instance('a')
  cluster.start('a')
  count(cluster, 2)
  await cluster.quiet()
  a.at(/^endTxn sent/, 1, () => cluster.kafka.shutDown(150, 1_000))
  after(cluster)
  count(cluster, 2)
  await cluster.advance(60)
  return cluster
}

/** A commit that was confirmed, and of which no partition was told. */
export const lostCommits: readonly Scenario[] = [
  {
    name: 'the commit that Kafka confirmed as it stopped is the last: it is completed',
    run: async () => miscounted(await losing(() => {}), 4),
  },
  {
    name: 'the commit that Kafka confirmed as it stopped is aborted with the next one: all of it is done again',
    run: async () => {
      const cluster = await losing(() => {})
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'the same, and the process dies: its rows are told apart from committed ones',
    run: async () => {
      const cluster = await losing(() => {})
      count(cluster, 2)
      const a = cluster.instance('a')
      a.at(/^addPartitionsToTxn answered/, 1, () => {
        a.crash()
        cluster.simulator.schedule(500, () => a.start())
      })
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'the same, and somebody else takes over',
    run: async () => {
      const cluster = await losing(() => {})
      count(cluster, 2)
      const a = cluster.instance('a')
      a.at(/^produce sent/, 1, () => {
        a.crash()
        cluster.start('b')
      })
      await cluster.advance(30_000)
      cluster.start('a')
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'the same, and its disk is lost: who takes over ends what nobody else will',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      a.at(/^endTxn sent/, 1, () => cluster.kafka.shutDown(150, 1_000))
      a.at(/^endTxn answered/, 1, () => {
        a.crash()
        a.disk.erase()
        cluster.start('b')
        cluster.simulator.schedule(2_000, () => a.start())
      })
      count(cluster, 2)
      // A request for offsets is repeated for 30 s.
      await cluster.advance(40_000)
      return [
        ...(await miscounted(cluster, 4)),
        ...cluster.trace
          .filter(({ what }) => what === 'ended by itself')
          .map(({ who, details }) => `${who} ended: ${JSON.stringify(details)}`),
      ]
    },
  },
  {
    name: 'who is no member aborts what it began as Kafka stops, and no partition is told: none of it counts',
    run: async () => {
      const cluster = counting()
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      expire(cluster, 'a')
      cluster.instance('a').at(/^txnOffsetCommit answered/, 1, () => cluster.kafka.shutDown(150, 1_000))
      count(cluster, 2)
      return miscounted(cluster, 4)
    },
  },
  {
    name: 'no marker lies where a position counts on it, and the process dies between the next commit and its rows',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      const { transactions } = cluster.kafka
      a.at(/^endTxn sent/, 1, () => {
        transactions.skipsMarkers = true
      })
      a.at(/^disk write answered/, 1, () => {
        transactions.skipsMarkers = false
        a.at(/^endTxn answered/, 1, () => {
          a.crash()
          cluster.simulator.schedule(500, () => a.start())
        })
        count(cluster, 2)
      })
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'no marker lies anywhere, and the process that is to write them dies twice, right after its InitProducerId',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      const { transactions } = cluster.kafka
      const crash = () => {
        transactions.skipsMarkers = false
        a.crash()
        cluster.simulator.schedule(500, () => a.start())
      }
      a.at(/^endTxn sent/, 1, () => {
        transactions.skipsMarkers = true
      })
      a.at(/^endTxn answered/, 1, () => {
        a.at(/^initProducerId answered/, 1, () => {
          a.at(/^initProducerId answered/, 1, crash)
          crash()
        })
        crash()
      })
      count(cluster, 2)
      return miscounted(cluster, 4)
    },
  },
]
