import type { Place } from '../../measuredProcess.ts'

/** Properties of Kafka Streams that replace those below, or are added to them. */
export type Overrides = Readonly<Record<string, string>>

/** What the workload asks for, and the settings that serve Kafka Streams best in it (docs/benchmark.md says why). */
const best: Overrides = {
  'processing.guarantee': 'exactly_once_v2',
  'commit.interval.ms': '100',
  'replication.factor': '1',
  'topology.optimization': 'all',
  'num.stream.threads': '2',
  'statestore.cache.max.bytes': '0',
  'consumer.max.poll.records': '5000',
  'producer.batch.size': '262144',
  'group.protocol': 'classic',
}

export function streamsConfig(place: Place, overrides: Overrides): Readonly<Record<string, string>> {
  const config: Overrides = {
    ...best,
    'application.id': place.applicationId,
    'bootstrap.servers': place.brokers.join(),
    'state.dir': place.stateDir,
    ...overrides,
  }
  // A static member that comes back after kill -9 is known at once. Kafka Streams 4.3 refuses it with the other protocol.
  return config['group.protocol'] === 'classic'
    ? { 'main.consumer.group.instance.id': place.applicationId, ...config }
    : config
}

/** The configuration without what differs from turn to turn: for the record beside the figures. */
export const shownConfig = (overrides: Overrides): Overrides => ({ ...best, ...overrides })

/** `key=value` each. Throws a TypeError that names the one that is not. */
export function parseOverrides(pairs: readonly string[]): Overrides {
  return Object.fromEntries(
    pairs.map(pair => {
      const [, key, value] = /^([\w.-]+)=(.*)$/.exec(pair) ?? []
      if (key === undefined || value === undefined)
        throw new TypeError(`--peer-config must be key=value, such as num.stream.threads=3, not "${pair}"`)
      return [key, value]
    }),
  )
}
