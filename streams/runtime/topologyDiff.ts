import { createHash } from 'node:crypto'
import type { StoreInputs } from '../graph/storeInputs.ts'
import type { StreamsSubtopology, StreamsTopicInfo, StreamsTopology } from '../wire/kafka.ts'

/**
 * What becomes of a part when a topology takes the place of another under the same id. `kept`: it goes on where it is. `settings`:
 * kept, but other topic settings are asked for. `new`: it begins, and nothing lies before its begin. `new-empty`: it begins, and its past was processed
 * without it. `orphaned`: nothing uses it any more; its topic stays. `repartitioned`: with another number of partitions.
 */
export type TopologyVerdict = 'kept' | 'settings' | 'new' | 'new-empty' | 'orphaned' | 'repartitioned'

export interface TopologyPart {
  /** A store stands for its changelog. */
  readonly kind: 'source' | 'repartition' | 'store'
  /** Of its topic in Kafka. */
  readonly topic: string
  readonly verdict: TopologyVerdict
  /** What would be missing or wrong afterwards; null: nothing. */
  readonly loss: string | null
}

export interface TopologyDiff {
  /** The brokers take the one for the other: nothing is to be done. */
  readonly isSame: boolean
  /** In the order source, repartition, store, and of their topics. */
  readonly parts: readonly TopologyPart[]
  /** Names these losses, so that none but them is accepted; null: nothing is lost. */
  readonly loss: string | null
}

/** What the difference hangs on beside the topologies: see `topologyFacts`. */
export interface TopologyFacts {
  /** Topics of which something was processed. */
  readonly consumed: ReadonlySet<string>
  /** By repartition topic: records in it that were not processed. */
  readonly waiting: ReadonlyMap<string, number>
  /** Topics that have, or had, records. */
  readonly written: ReadonlySet<string>
}

/** Compares what a group runs with what is to run under its id. Pure. What serdes, versions of rows and functions make of records is not seen. */
export function topologyDiff(
  old: StreamsTopology,
  now: StreamsTopology,
  inputs: StoreInputs,
  facts: TopologyFacts,
): TopologyDiff {
  const parts = [...sources(old, now), ...repartitions(old, now, facts), ...stores(old, now, inputs, facts)]
  const lost = parts.filter(({ loss }) => loss !== null)
  return { isSame: isSame(old, now), parts, loss: lost.length === 0 ? null : nameOf(lost) }
}

function sources(old: StreamsTopology, now: StreamsTopology): readonly TopologyPart[] {
  const of = (topology: StreamsTopology) => topology.subtopologies.flatMap(part => part.sourceTopics)
  return pairs(of(old), of(now), topic => topic).map(([topic, before, after]) => ({
    kind: 'source',
    topic,
    // What begins is read from its begin, or from where it was read before.
    verdict: before === undefined ? 'new' : after === undefined ? 'orphaned' : 'kept',
    loss: null,
  }))
}

function repartitions(
  old: StreamsTopology,
  now: StreamsTopology,
  { waiting }: TopologyFacts,
): readonly TopologyPart[] {
  const of = (topology: StreamsTopology) =>
    topology.subtopologies.flatMap(part => part.repartitionSourceTopics)
  return pairs(of(old), of(now), ({ name }) => name).map(([topic, before, after]) => {
    const part = { kind: 'repartition', topic } as const
    const left = waiting.get(topic) ?? 0
    if (!after) {
      const loss = left === 0 ? null : `${left} of its records were not yet processed and never would be`
      return { ...part, verdict: 'orphaned', loss }
    }
    if (!before) {
      const loss =
        left === 0 ? null : `${left} records of an earlier topology are in it and would be processed`
      return { ...part, verdict: 'new', loss }
    }
    if (isRepartitioned(before, after)) {
      const loss = `it has ${before.partitions} partitions, and ${after.partitions} are asked for: rows lie where their keys no longer lead`
      return { ...part, verdict: 'repartitioned', loss }
    }
    return { ...part, verdict: hasSameSettings(before, after) ? 'kept' : 'settings', loss: null }
  })
}

function stores(
  old: StreamsTopology,
  now: StreamsTopology,
  inputs: StoreInputs,
  { consumed, written }: TopologyFacts,
): readonly TopologyPart[] {
  const of = (topology: StreamsTopology) => topology.subtopologies.flatMap(part => part.stateChangelogTopics)
  // The past of a repartition topic is in what feeds it.
  const pastOf = (topics: readonly string[]) => {
    const outside = topics.flatMap(topic => [...(inputs.ofRepartition.get(topic) ?? [topic])])
    return [...new Set(outside)].filter(topic => consumed.has(topic)).sort()
  }
  return pairs(of(old), of(now), ({ name }) => name).map(([topic, before, after]) => {
    const part = { kind: 'store', topic } as const
    if (!after) return { ...part, verdict: 'orphaned', loss: null }
    const fedBy = [...(inputs.ofChangelog.get(topic) ?? [])]
    if (!before) {
      if (written.has(topic)) {
        const loss = 'its changelog has rows from an earlier topology, and what happened since is not in them'
        return { ...part, verdict: 'new', loss }
      }
      const past = pastOf(fedBy)
      if (past.length === 0) return { ...part, verdict: 'new', loss: null }
      return {
        ...part,
        verdict: 'new-empty',
        loss: `it would begin empty, without the past of ${past.join(', ')}`,
      }
    }
    const was = readWith(old, topic)
    const past = pastOf(fedBy.filter(each => !was.has(each)))
    const loss =
      past.length === 0
        ? null
        : `it is now also filled from ${past.join(', ')}, whose past would be missing in it`
    return { ...part, verdict: hasSameSettings(before, after) ? 'kept' : 'settings', loss }
  })
}

/** The topics that the subtopology with this changelog reads. */
function readWith({ subtopologies }: StreamsTopology, changelog: string): ReadonlySet<string> {
  const part = subtopologies.find(each => each.stateChangelogTopics.some(({ name }) => name === changelog))
  return new Set([
    ...(part?.sourceTopics ?? []),
    ...(part?.repartitionSourceTopics.map(({ name }) => name) ?? []),
  ])
}

function pairs<T>(
  old: readonly T[],
  now: readonly T[],
  nameOf: (each: T) => string,
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const [before, after] = [old, now].map(each => new Map(each.map(topic => [nameOf(topic), topic])))
  const names = [...new Set([...before!.keys(), ...after!.keys()])].sort()
  return names.map(name => [name, before!.get(name), after!.get(name)])
}

/** 0 asks the brokers to decide, and they tell what they decided. */
const isRepartitioned = (old: StreamsTopicInfo, now: StreamsTopicInfo) =>
  old.partitions !== 0 && now.partitions !== 0 && now.partitions !== old.partitions

function hasSameSettings(old: StreamsTopicInfo, now: StreamsTopicInfo): boolean {
  const sorted = (topic: StreamsTopicInfo) => JSON.stringify(Object.entries(topic.configs).sort())
  return (
    sorted(old) === sorted(now) &&
    (now.replicationFactor === 0 || now.replicationFactor === old.replicationFactor)
  )
}

/** As the brokers compare: by subtopology, and settings count as well. */
function isSame(old: StreamsTopology, now: StreamsTopology): boolean {
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join()
  const internal = (part: StreamsSubtopology) => [
    ...part.stateChangelogTopics,
    ...part.repartitionSourceTopics,
  ]
  const names = (topics: readonly StreamsTopicInfo[]) => topics.map(({ name }) => name)
  return (
    old.subtopologies.length === now.subtopologies.length &&
    now.subtopologies.every(after => {
      const before = old.subtopologies.find(({ id }) => id === after.id)
      return (
        before !== undefined &&
        same(before.sourceTopics, after.sourceTopics) &&
        same(before.repartitionSinkTopics, after.repartitionSinkTopics) &&
        same(names(before.repartitionSourceTopics), names(after.repartitionSourceTopics)) &&
        same(names(before.stateChangelogTopics), names(after.stateChangelogTopics)) &&
        internal(after).every(topic => {
          const other = internal(before).find(({ name }) => name === topic.name)!
          return (
            (topic.partitions === 0 || topic.partitions === other.partitions) && hasSameSettings(other, topic)
          )
        })
      )
    })
  )
}

/** Without how many records: that changes while one looks. */
const nameOf = (lost: readonly TopologyPart[]) =>
  createHash('sha256')
    .update(lost.map(({ kind, topic, verdict }) => `${kind} ${topic} ${verdict}`).join('\n'))
    .digest('hex')
    .slice(0, 8)
