import { text } from 'millrace'
import { count, counting, expire, miscounted, untilRuns } from './counting.ts'
import { ringing } from './ringing.ts'
import type { Scenario } from './scenario.ts'

/** How often positions that do not move are written anew, ms. */
const renewEveryMs = 10 * 60_000

/** One task, that `a` has; `b` is idle. Each key was counted twice, by a process that is gone: nothing is in memory. */
async function oneIdle() {
  const cluster = counting()
  cluster.start('a')
  count(cluster, 2)
  await cluster.quiet()
  await cluster.stop('a')
  const startedAt = cluster.now
  cluster.start('a')
  await untilRuns(cluster, 'a', 1)
  cluster.start('b')
  await cluster.quiet()
  await untilRuns(cluster, 'a', 1)
  return { cluster, a: cluster.instance('a'), startedAt }
}

/** A member that the group gave up, while somebody else has its tasks. */
export const lostMemberships: readonly Scenario[] = [
  {
    name: 'two processes on copies of one disk: one ends, the other goes on',
    run: async () => {
      const cluster = counting()
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      const twin = cluster.instance("a'")
      twin.useDisk(cluster.instance('a').disk.copy(twin.name))
      twin.start()
      for (let i = 0; i < 20; i++) {
        count(cluster, 1)
        await cluster.advance(500)
      }
      const ended = cluster.instances.filter(({ streams }) => streams === null)
      if (ended.length !== 1) return [`${ended.length} of two processes with one identity ended`]
      return miscounted(cluster, 22)
    },
  },
  {
    name: 'a member that joined anew while it read a row does not commit what it took before',
    run: async () => {
      const { cluster, a } = await oneIdle()
      a.at(/^disk get$/, 1, () => {
        a.disk.slow(5_000)
        expire(cluster, 'a')
        // It hears of that, and joins anew, once the other one has the task.
        a.connection!.network.stall(2_000)
      })
      count(cluster, 2)
      await untilRuns(cluster, 'b', 1)
      await cluster.advance(10_000)
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'what only a punctuator writes is not committed by whoever has the task no more',
    run: async () => {
      const cluster = ringing()
      const a = cluster.instance('a')
      cluster.start('a')
      await untilRuns(cluster, 'a', 1)
      cluster.start('b')
      cluster.produce('calls', { key: 'k', value: '' })
      await cluster.quiet()
      await untilRuns(cluster, 'a', 1)
      expire(cluster, 'a')
      // It hears nothing of the group, and commits without it if it can.
      a.connection!.network.stall(20_000, cluster.kafka.coordinatorOf('group', cluster.applicationId))
      await cluster.advance(30_000)
      await cluster.quiet()
      const rung = cluster.read('rung', text, text).map(({ key }) => key)
      return rung.length === 1 ? [] : [`k rang ${rung.length} times`]
    },
  },
  {
    name: 'a member that joined anew while it wrote positions does not commit what it took before',
    run: async () => {
      const { cluster, a, startedAt } = await oneIdle()
      await cluster.advance(startedAt + renewEveryMs - 500 - cluster.now)
      a.at(/^disk position$/, 1, () => {
        a.disk.delayNext(5_000)
        expire(cluster, 'a')
        a.connection!.network.stall(2_000)
      })
      // In every turn there is something to commit.
      for (let i = 0; i < 100; i++) {
        count(cluster, 1)
        await cluster.advance(10)
      }
      await cluster.advance(10_000)
      return miscounted(cluster, 102)
    },
  },
  {
    name: 'a member that joined anew while it waited for its last rows does not commit what it took before',
    run: async () => {
      const { cluster, a } = await oneIdle()
      a.at(/^disk write$/, 1, () => a.disk.delayNext(8_000))
      count(cluster, 2)
      await cluster.advance(500)
      count(cluster, 2)
      await cluster.advance(500)
      a.stop(false)
      expire(cluster, 'a')
      await cluster.until(() => a.streams === null, 60_000)
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'who joins anew opens its tasks as they are then, not as they were when it was given up',
    run: async () => {
      const { cluster, a } = await oneIdle()
      const isTold = () =>
        cluster.trace.some(({ what }) => what.startsWith('the group has given this member'))
      expire(cluster, 'a')
      await cluster.until(isTold, 10_000)
      // To join takes four seconds, to open a store six.
      a.disk.slow(6_000)
      a.at(/^streamsGroupHeartbeat$/, 1, () => a.connection!.network.stall(4_000))
      a.at(/^streamsGroupHeartbeat sent/, 1, () => a.connection!.network.heal())
      await untilRuns(cluster, 'b', 1)
      count(cluster, 2)
      await cluster.advance(1_000)
      await cluster.stop('b')
      await cluster.advance(10_000)
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
]
