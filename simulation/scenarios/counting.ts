import { json, type KafkaStreamsOptions, StreamsBuilder, text } from 'millrace'
import { SimulatedCluster } from 'millrace/testing'
import { byKey, differences } from '../differences.ts'

const keys = ['k0', 'k1', 'k2', 'k3', 'k4']

/** Counts by key, and tells every count: a record that counts twice, or not at all, shows. */
export function counting(
  partitions = 1,
  streams: Pick<KafkaStreamsOptions, 'standbys' | 'rebalanceTimeoutMs'> = {},
): SimulatedCluster {
  const builder = new StreamsBuilder()
  builder
    .stream('events', { key: text, value: text })
    .groupByKey()
    .count({ store: 'counts' })
    .toStream()
    .to('changes', { value: json() })
  return new SimulatedCluster({
    topology: builder.build(),
    topics: { events: partitions, changes: partitions },
    seed: 1,
    streams,
  })
}

/** Each of the five keys so often. */
export function count(cluster: SimulatedCluster, each: number): void {
  for (let n = 0; n < each; n++) for (const key of keys) cluster.produce('events', { key, value: '' })
}

/** What is wrong once all is quiet, where each key was counted so often. */
export async function miscounted(cluster: SimulatedCluster, each: number): Promise<readonly string[]> {
  await cluster.quiet()
  const upTo = Array.from({ length: each }, (_, n) => n + 1)
  return [
    ...differences('counts', new Map(keys.map(key => [key, each])), await cluster.rows('counts')),
    ...differences(
      'changes',
      new Map(keys.map(key => [key, upTo])),
      byKey(cluster.read('changes', text, json<number>()).map(({ key, value }) => ({ key: key!, value }))),
    ),
    ...cluster.violations(),
  ]
}

/** Waits until so many tasks run there. */
export function untilRuns(cluster: SimulatedCluster, name: string, tasks: number): Promise<void> {
  return cluster.until(() => cluster.instance(name).streams?.status().tasks.length === tasks, 10_000)
}

/** The group gives the instance up, as when its session runs out; it hears of that at its next heartbeat. */
export function expire(cluster: SimulatedCluster, name: string): void {
  cluster.tell(name, 'its session runs out')
  cluster.kafka.groups.expire(cluster.applicationId, cluster.instance(name).disk.memberId!)
}
