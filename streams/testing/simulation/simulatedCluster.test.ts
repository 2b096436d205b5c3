import { describe, expect, test } from 'vitest'
import { StreamsBuilder } from '../../dsl/streamsBuilder.ts'
import { json } from '../../serdes/json.ts'
import { text } from '../../serdes/text.ts'
import { SimulatedCluster } from './simulatedCluster.ts'

function counting() {
  const builder = new StreamsBuilder()
  builder
    .stream('events', { key: text, value: text })
    .groupByKey()
    .count({ store: 'counts' })
    .toStream()
    .to('changes', { value: json() })
  return builder.build()
}

function clusterOf(seed: number): SimulatedCluster {
  return new SimulatedCluster({ topology: counting(), topics: { events: 2, changes: 2 }, seed })
}

const produce = (cluster: SimulatedCluster, from: number, to: number) => {
  for (let n = from; n < to; n++) cluster.produce('events', { key: `k${n % 5}`, value: String(n) })
}
const logged = (cluster: SimulatedCluster, who: string, what: string) =>
  cluster.trace.filter(event => event.who === who && event.what === what)

describe('SimulatedCluster', () => {
  test('runs an application until it is quiet', async () => {
    const cluster = clusterOf(1)
    cluster.start('a')
    cluster.start('b')
    produce(cluster, 0, 20)
    await cluster.quiet()
    expect(await cluster.rows('counts')).toEqual(new Map([0, 1, 2, 3, 4].map(k => [`k${k}`, 4])))
    expect(cluster.read('changes', text, json<number>())).toHaveLength(20)
    expect(cluster.violations()).toEqual([])
  })

  test('a crash at each point of a commit loses nothing and repeats nothing', async () => {
    const points = ['produce', 'addOffsetsToTxn', 'txnOffsetCommit', 'endTxn', 'disk write']
    for (const point of points.flatMap(name => [name, `${name} sent`, `${name} answered`])) {
      const cluster = clusterOf(3)
      cluster.start('a')
      await cluster.quiet()
      cluster.crashAt('a', new RegExp(`^${point}$`))
      produce(cluster, 0, 10)
      await cluster.until(() => cluster.instance('a').streams === null, 10_000)
      cluster.start('a')
      await cluster.quiet()
      expect(await cluster.rows('counts'), point).toEqual(new Map([0, 1, 2, 3, 4].map(k => [`k${k}`, 2])))
      expect(cluster.read('changes', text, json<number>()), point).toHaveLength(10)
      expect(cluster.violations(), point).toEqual([])
    }
  })

  test('a disk is opened by one process at a time', async () => {
    const cluster = clusterOf(4)
    cluster.start('a')
    await cluster.quiet()
    cluster.instance('b').useDisk(cluster.instance('a').disk)
    cluster.start('b')
    await cluster.until(() => cluster.instance('b').ended !== null, 10_000)
    expect(cluster.instance('b').ended).toMatchObject({ code: 'STATE_LOCKED' })
    cluster.pause('a')
    cluster.start('b')
    await cluster.until(() => cluster.instance('b').ended !== null, 10_000)
    cluster.crash('a')
    cluster.start('b')
    await cluster.quiet()
    expect(cluster.instance('b').streams?.state).toBe('RUNNING')
  })

  test('whoever was fenced by a copy of its state does not take the copy out of the group', async () => {
    const cluster = clusterOf(5)
    cluster.start('a')
    produce(cluster, 0, 10)
    await cluster.quiet()
    cluster.instance('twin').useDisk(cluster.instance('a').disk.copy('twin'))
    cluster.start('twin')
    produce(cluster, 10, 20)
    await cluster.until(() => cluster.instance('a').ended !== null, 30_000)
    expect(cluster.instance('a').ended).toMatchObject({ code: 'FENCED' })
    await cluster.advance(3_000)
    await cluster.quiet()
    expect(logged(cluster, 'twin', 'the group has given this member up; joining anew')).toEqual([])
    expect(await cluster.rows('counts')).toEqual(new Map([0, 1, 2, 3, 4].map(k => [`k${k}`, 4])))
    expect(cluster.violations()).toEqual([])
  })
})
