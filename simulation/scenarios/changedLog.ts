import { StreamsBuilder, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'
import { differences } from '../differences.ts'
import type { Scenario } from './scenario.ts'

const changelog = 'simulated-counts-changelog'
const store = 'counts[0]'
const hour = 3_600_000

/** One partition, ten records, all of them counted by an instance `a` that then died; a row on its disk that must not survive. */
async function deadWithGhost(): Promise<SimulatedCluster> {
  const builder = new StreamsBuilder()
  builder.stream('events', { key: text, value: text }).groupByKey().count({ store: 'counts' })
  const cluster = new SimulatedCluster({ topology: builder.build(), topics: { events: 1 }, seed: 1 })
  cluster.start('a')
  count(cluster, 10)
  await cluster.quiet()
  cluster.crash('a')
  const { disk } = cluster.instance('a')
  const [row] = disk.content.range(store, { limit: 1 })
  disk.write([{ kind: 'put', store, key: Buffer.from('ghost'), value: row!.value }])
  return cluster
}

function count(cluster: SimulatedCluster, records: number): void {
  for (let n = 0; n < records; n++) cluster.produce('events', { key: `k${n % 5}`, value: '' })
}

/** Another instance goes on meanwhile. */
async function goOn(cluster: SimulatedCluster, records: number): Promise<void> {
  cluster.start('b')
  count(cluster, records)
  await cluster.quiet()
  await cluster.stop('b')
}

/** `a` comes back on its disk; then each of five keys must have been counted so often. */
async function comeBack(cluster: SimulatedCluster, each: number): Promise<readonly string[]> {
  if (!cluster.instance('a').streams) cluster.start('a')
  await cluster.quiet()
  const expected = new Map([0, 1, 2, 3, 4].map(k => [`k${k}`, each]))
  return differences('counts', expected, await cluster.rows('counts'))
}

function movePosition(cluster: SimulatedCluster, by: number): void {
  const { disk } = cluster.instance('a')
  const position = disk.content.positions.get(store)!
  disk.write([{ kind: 'position', store, position: { ...position, offset: position.offset + by } }])
}

/** Deleted and created again, then filled by an instance that counts from nothing. */
async function madeAnew(): Promise<SimulatedCluster> {
  const cluster = await deadWithGhost()
  cluster.kafka.recreateTopic(changelog)
  await goOn(cluster, 30)
  return cluster
}

/** A changelog that is not what a disk followed. */
export const changedLog: readonly Scenario[] = [
  {
    name: 'the changelog was made anew, and is longer than the position',
    run: async () => comeBack(await madeAnew(), 6),
  },
  {
    name: 'a crash while the state of a changelog made anew is dropped',
    run: async () => {
      const cluster = await madeAnew()
      cluster.crashAt('a', /^disk drop position answered/)
      cluster.start('a')
      await cluster.until(() => cluster.instance('a').streams === null, 60_000)
      return comeBack(cluster, 6)
    },
  },
  {
    name: 'the log was cut: the position is beyond its end',
    run: async () => {
      const cluster = await deadWithGhost()
      movePosition(cluster, 5)
      return comeBack(cluster, 2)
    },
  },
  {
    name: 'a crash while the state of a log that was cut is dropped, and the log grows past the position',
    run: async () => {
      const cluster = await deadWithGhost()
      movePosition(cluster, 2)
      cluster.crashAt('a', /^disk drop .* answered/)
      cluster.start('a')
      await cluster.until(() => cluster.instance('a').streams === null, 60_000)
      await cluster.advance(60_000)
      await goOn(cluster, 10)
      return comeBack(cluster, 4)
    },
  },
  {
    name: 'the log begins after the position',
    run: async () => {
      const cluster = await deadWithGhost()
      await goOn(cluster, 5)
      await goOn(cluster, 5)
      const { end } = cluster.kafka.topics.log({ topic: changelog, partition: 0 })!
      // The rows of the second commit are all that is left, and all that there are.
      cluster.kafka.truncateBefore(changelog, 0, end - 6)
      return comeBack(cluster, 4)
    },
  },
  {
    name: 'the position is older than the deletions',
    run: async () => {
      const cluster = await deadWithGhost()
      await cluster.advance(13 * hour)
      await goOn(cluster, 10)
      return comeBack(cluster, 4)
    },
  },
  {
    name: 'an old position at the end of the log is as good as new',
    run: async () => {
      const cluster = await deadWithGhost()
      cluster.instance('a').disk.write([{ kind: 'delete', store, key: Buffer.from('ghost') }])
      await cluster.advance(13 * hour)
      return [...(await comeBack(cluster, 2)), ...cluster.violations()]
    },
  },
]
