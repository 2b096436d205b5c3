import { json, StreamsBuilder, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'
import { byKey, differences } from '../differences.ts'
import { count, counting, expire, miscounted, untilRuns } from './counting.ts'
import type { Scenario } from './scenario.ts'

/** From here on a broker does nothing but lead one topic. Each key was counted twice, and everybody knows who leads what. */
async function leadApart(cluster: SimulatedCluster, topic: string): Promise<number> {
  count(cluster, 1)
  await cluster.quiet()
  const { kafka, applicationId } = cluster
  const memberId = cluster.instance('a').disk.memberId
  const coordinators = [
    kafka.coordinatorOf('group', applicationId),
    kafka.coordinatorOf('transaction', `${applicationId}-${memberId}`),
  ]
  const apart = [0, 1, 2].find(broker => !coordinators.includes(broker))!
  for (const each of ['events', 'changes', 'simulated-counts-changelog']) {
    const leads = () => kafka.topics.get(each)!.leaders[0] === apart
    while (leads() !== (each === topic)) kafka.moveLeader({ topic: each, partition: 0 })
  }
  count(cluster, 1)
  await cluster.quiet()
  return apart
}

/** Whoever answers late, or is asked while something else ends. */
export const lateRequests: readonly Scenario[] = [
  {
    name: 'a batch that arrives when its transaction was given up fails nothing else',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      const broker = await leadApart(cluster, 'changes')
      const before = cluster.trace.length
      a.at(/^produce$/, 1, () => a.connection!.network.stall(3_000, broker))
      a.at(/^txnOffsetCommit$/, 1, () => expire(cluster, 'a'))
      count(cluster, 2)
      await cluster.advance(1_000)
      count(cluster, 2)
      const problems = await miscounted(cluster, 6)
      const failures = cluster.trace
        .slice(before)
        .filter(({ what }) => what.startsWith('transaction given up'))
        .map(({ details }) => JSON.stringify(details))
      return [...failures.filter(why => why.includes('refused a batch')), ...problems]
    },
  },
  {
    name: 'a commit ends while the task opens elsewhere: its rows are there with its offsets',
    run: async () => {
      const cluster = counting()
      const a = cluster.instance('a')
      cluster.start('a')
      await untilRuns(cluster, 'a', 1)
      cluster.start('b')
      const broker = await leadApart(cluster, 'simulated-counts-changelog')
      await untilRuns(cluster, 'a', 1)
      a.at(/^produce$/, 1, () => a.connection!.network.stall(4_000, broker))
      a.at(/^txnOffsetCommit answered/, 1, () => expire(cluster, 'a'))
      count(cluster, 2)
      await cluster.advance(10_000)
      count(cluster, 2)
      return miscounted(cluster, 6)
    },
  },
  {
    name: 'the one answer that tells of a task is lost',
    run: async () => {
      const cluster = counting(2)
      cluster.start('a')
      count(cluster, 2)
      await cluster.quiet()
      const { disk } = cluster.instance('b')
      cluster.start('b')
      // A member without tasks at first: the other one has to let go of one.
      const isTold = () =>
        cluster.kafka.groups
          .describe(cluster.applicationId)
          .members.some(({ memberId, activeTasks }) => memberId === disk.memberId && activeTasks.length > 0)
      await cluster.until(isTold, 10_000)
      cluster.instance('b').connection!.network.cut()
      return miscounted(cluster, 2)
    },
  },
  {
    name: 'results that are full while a transaction ends are not part of it',
    run: async () => {
      const builder = new StreamsBuilder()
      builder
        .stream('events', { key: text, value: json<string>() })
        .mapValues(({ length }) => 'x'.repeat(length), { value: text })
        .to('copies')
      const cluster = new SimulatedCluster({
        topology: builder.build(),
        topics: { events: 1, copies: 1 },
        seed: 1,
      })
      const a = cluster.instance('a')
      const produce = (key: string, length: number) =>
        cluster.produce('events', { key, value: JSON.stringify('x'.repeat(length)) })
      cluster.start('a')
      await untilRuns(cluster, 'a', 1)
      a.at(/^txnOffsetCommit$/, 1, () => {
        produce('large', 300_000)
        cluster.kafka.unloadCoordinators('group', 1_000)
      })
      a.at(/^endTxn answered/, 1, () => a.crash())
      produce('small', 1)
      await cluster.until(() => a.streams === null, 10_000)
      cluster.start('a')
      await cluster.quiet()
      const lengths = cluster
        .read('copies', text, text)
        .map(({ key, value }) => ({ key: key!, value: value!.length }))
      return differences(
        'copies',
        new Map([
          ['small', [1]],
          ['large', [300_000]],
        ]),
        byKey(lengths),
      )
    },
  },
]
