import type { NewTopic, StreamsSubtopology, StreamsTopicInfo, StreamsTopology } from '../../../wire/kafka.ts'
import type { Topics } from './topics.ts'

export interface ConfiguredTopology {
  /** What keeps the group from running, null when nothing does. */
  readonly status: { readonly code: number; readonly detail: string } | null
  /** By subtopology. Empty while there is a status. */
  readonly tasks: ReadonlyMap<string, number>
  /** How many partitions each internal topic has, or is to have. */
  readonly internals: ReadonlyMap<string, number>
  readonly missing: readonly NewTopic[]
}

const missingSources = 1
const wronglyPartitioned = 2
const missingInternals = 3

/** What a coordinator makes of a topology and the topics there are: how many tasks, which internal topics to create. */
export function configureTopology(topology: StreamsTopology, topics: Topics): ConfiguredTopology {
  const { subtopologies } = topology
  const partitionsOf = (name: string) => topics.get(name)?.logs.length
  const absent = subtopologies.flatMap(({ sourceTopics }) =>
    sourceTopics.filter(name => partitionsOf(name) === undefined),
  )
  if (absent.length > 0)
    return blocked(missingSources, `Source topics ${[...new Set(absent)].sort().join(', ')} are missing.`)

  const decided = decideRepartitions(subtopologies, name => partitionsOf(name)!)
  const countOf = (name: string) => decided.get(name) ?? partitionsOf(name)!
  const tasks = new Map<string, number>()
  const missing: NewTopic[] = []
  const sizes = new Map<string, number>()
  for (const subtopology of subtopologies) {
    const inputs = [
      ...subtopology.sourceTopics,
      ...subtopology.repartitionSourceTopics.map(({ name }) => name),
    ]
    for (const group of subtopology.copartitionGroups) {
      const names = [
        ...group.sourceTopics.map(i => subtopology.sourceTopics[i]!),
        ...group.repartitionSourceTopics.map(i => subtopology.repartitionSourceTopics[i]!.name),
      ]
      if (new Set(names.map(countOf)).size > 1) {
        const counts = names.map(name => `${name}: ${countOf(name)}`).join(', ')
        return blocked(
          wronglyPartitioned,
          `Following topics do not have the same number of partitions: [{${counts}}]`,
        )
      }
    }
    const count = Math.max(...inputs.map(countOf))
    tasks.set(subtopology.id, count)
    const internals: [StreamsTopicInfo, number][] = [
      ...subtopology.repartitionSourceTopics.map(
        info => [info, countOf(info.name)] as [StreamsTopicInfo, number],
      ),
      ...subtopology.stateChangelogTopics.map(
        info => [info, info.partitions || count] as [StreamsTopicInfo, number],
      ),
    ]
    for (const [info, partitions] of internals) {
      sizes.set(info.name, partitions)
      const existing = partitionsOf(info.name)
      if (existing === undefined) {
        missing.push({ name: info.name, partitions, replicationFactor: -1, configs: info.configs })
      } else if (existing !== partitions) {
        const detail = `Existing topic ${info.name} has different number of partitions: expected ${partitions}, found ${existing}`
        return blocked(wronglyPartitioned, detail)
      }
    }
  }
  if (missing.length === 0) return { status: null, tasks, internals: sizes, missing }
  const names = missing.map(({ name }) => name).sort()
  return {
    status: { code: missingInternals, detail: `Internal topics are missing: ${names.join(', ')}` },
    tasks: new Map(),
    internals: sizes,
    missing,
  }
}

/** A repartition topic has as many partitions as asked for, else as what feeds it, and as what it is joined with. */
function decideRepartitions(
  subtopologies: readonly StreamsSubtopology[],
  partitionsOf: (name: string) => number,
): ReadonlyMap<string, number> {
  const decided = new Map<string, number>()
  for (const { repartitionSourceTopics } of subtopologies)
    for (const { name, partitions } of repartitionSourceTopics)
      if (partitions > 0) decided.set(name, partitions)
  for (let changed = true; changed; ) {
    changed = false
    for (const { sourceTopics, repartitionSourceTopics, repartitionSinkTopics } of subtopologies) {
      // What is not decided yet does not count: parts that feed each other would wait for one another.
      const counts = [
        ...sourceTopics.map(partitionsOf),
        ...repartitionSourceTopics.flatMap(({ name }) => decided.get(name) ?? []),
      ]
      if (counts.length === 0) continue
      for (const sink of repartitionSinkTopics) {
        if (decided.has(sink)) continue
        decided.set(sink, Math.max(...counts))
        changed = true
      }
    }
  }
  for (const { sourceTopics, repartitionSourceTopics, copartitionGroups } of subtopologies) {
    for (const group of copartitionGroups) {
      const free = group.repartitionSourceTopics
        .map(i => repartitionSourceTopics[i]!)
        .filter(({ partitions }) => partitions === 0)
      const most = Math.max(
        ...group.sourceTopics.map(i => partitionsOf(sourceTopics[i]!)),
        ...group.repartitionSourceTopics.map(i => decided.get(repartitionSourceTopics[i]!.name) ?? 0),
      )
      for (const { name } of free) decided.set(name, most)
    }
  }
  return decided
}

function blocked(code: number, detail: string): ConfiguredTopology {
  return { status: { code, detail }, tasks: new Map(), internals: new Map(), missing: [] }
}
