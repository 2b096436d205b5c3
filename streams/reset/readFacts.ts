import { repartitionTopic } from '../graph/topicNames.ts'
import type { Topology } from '../graph/topology.ts'
import { groupTopology } from '../runtime/groupTopology.ts'
import type { Kafka, StreamsGroupDescription, TopicMetadata, TopicPartition } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { ApplicationFacts, InputFacts, InternalTopicFacts, MemberFacts } from './applicationFacts.ts'
import { carriedOffsets } from './carriedOffsets.ts'
import type { ResetLogState } from './resetLog.ts'
import { partitionName, type ResetTarget } from './resetTarget.ts'

export interface ReadFactsOptions {
  readonly kafka: Kafka
  readonly topology: Topology
  readonly application: string
  readonly deadLetterTopic: string | null
  readonly log: ResetLogState
  readonly target: ResetTarget
  readonly now: number
}

/** Asks the cluster for all that a plan follows from; changes nothing. */
export async function readFacts(options: ReadFactsOptions): Promise<ApplicationFacts> {
  const { kafka, topology, application, deadLetterTopic, log, now } = options
  const { id } = log
  const group = await kafka.describeStreamsGroup(id)
  const sources = topology.subtopologies.flatMap(part =>
    part.sources.filter(source => !source.internal).flatMap(source => source.topics),
  )
  const sinks = topology.nodes.flatMap(node => (node.kind === 'sink' ? node.topics : []))
  const outputs = [...new Set(sinks)].sort()
  const internal = internalNames(topology, id, group)
  const { topics } = await kafka.metadata([...sources, ...outputs, ...internal.keys()])
  const existing = (names: readonly string[]) => names.flatMap(name => topics.get(name) ?? [])
  const outputConfigs = await kafka.topicConfigs(existing(outputs).map(({ name }) => name))
  const inputTopics = existing([...new Set(sources)].sort())
  return {
    application,
    generation: log.live,
    id,
    now,
    inputs: await inputFacts(inputTopics, options),
    missingInputs: sources.filter(name => !topics.has(name)),
    internal: await internalFacts(existing([...internal.keys()].sort()), internal, kafka),
    outputs: await Promise.all(
      existing(outputs).map(async topic => ({
        topic: topic.name,
        isCompacted: outputConfigs.get(topic.name)?.get('cleanup.policy')?.includes('delete') === false,
        begins: await offsets(kafka, partitionsOf(topic), 'earliest'),
        ends: await offsets(kafka, partitionsOf(topic), 'latest'),
      })),
    ),
    globalTopics: [...topology.globals.values()].map(({ topic }) => topic),
    deadLetterTopic,
    sourceTables: Object.fromEntries(
      [...topology.stores.values()].flatMap(({ name, changelog }) =>
        changelog.kind === 'source' ? [[name, changelog.topic] as const] : [],
      ),
    ),
    unlogged: [...topology.stores.values()].flatMap(({ name, changelog, engine }) =>
      changelog.kind === 'none' && engine === 'rocksdb' ? [name] : [],
    ),
    members: membersOf(group),
    otherGenerations: log.others,
  }
}

export function membersOf(group: StreamsGroupDescription | null): readonly MemberFacts[] {
  return (group?.members ?? []).map(({ memberId, processId, userEndpoint, activeTasks }) => ({
    memberId,
    processId,
    endpoint: userEndpoint && `${userEndpoint.host}:${userEndpoint.port}`,
    tasks: activeTasks.flatMap(({ partitions }) => partitions).length,
  }))
}

type Named = Pick<InternalTopicFacts, 'kind' | 'isFormer'>

/** By the topology at hand, and by the one that the group runs: what it left would come back with a step or store of that name. */
function internalNames(
  topology: Topology,
  id: string,
  group: StreamsGroupDescription | null,
): ReadonlyMap<string, Named> {
  const names = new Map<string, Named>()
  const add = (kind: Named['kind'], isFormer: boolean, found: readonly string[]) => {
    for (const name of found) if (!names.has(name)) names.set(name, { kind, isFormer })
  }
  const written = topology.subtopologies.flatMap(part => part.repartitions)
  add(
    'repartition',
    false,
    written.map(node => repartitionTopic(id, node.topic)),
  )
  const now = groupTopology(topology, id, -1).subtopologies
  add(
    'changelog',
    false,
    now.flatMap(part => part.stateChangelogTopics.map(({ name }) => name)),
  )
  for (const part of group?.topology?.subtopologies ?? []) {
    // A changelog may be a source topic: that is the application's input, not its own.
    const own = part.stateChangelogTopics.filter(({ name }) => !part.sourceTopics.includes(name))
    add(
      'changelog',
      true,
      own.map(({ name }) => name),
    )
    add(
      'repartition',
      true,
      part.repartitionSourceTopics.map(({ name }) => name),
    )
  }
  return names
}

async function inputFacts(
  topics: readonly TopicMetadata[],
  { kafka, log, target }: ReadFactsOptions,
): Promise<readonly InputFacts[]> {
  const partitions = topics.flatMap(partitionsOf)
  const committed = new Map(
    (await carriedOffsets(kafka, log.id)).map(each => [partitionName(each), each.offset]),
  )
  const begins = await offsets(kafka, partitions, 'earliest')
  const ends = await offsets(kafka, partitions, 'stable')
  const atTime =
    target.kind === 'time' ? await offsets(kafka, partitions, { timestamp: Date.parse(target.time) }) : null
  const configs = await kafka.topicConfigs(topics.map(({ name }) => name))
  return Promise.all(
    partitions.map(async (place, i) => ({
      ...place,
      topicId: topics.find(({ name }) => name === place.topic)!.id,
      begin: begins[i]!,
      end: ends[i]!,
      committed: committed.get(partitionName(place)) ?? null,
      beginsAt: begins[i]! > 0 ? await firstTimestamp(kafka, place, begins[i]!, ends[i]!) : null,
      atTime: atTime === null || atTime[i]! < 0 ? null : atTime[i]!,
      losing: losingSettings(configs.get(place.topic)),
    })),
  )
}

/** Under which the brokers drop records sooner or later. */
function losingSettings(configs: ReadonlyMap<string, string | null> | undefined): readonly string[] {
  const policy = configs?.get('cleanup.policy') ?? ''
  const limits = ['retention.ms', 'retention.bytes'].filter(name => (configs?.get(name) ?? '-1') !== '-1')
  return [
    ...(policy.includes('compact') ? [`cleanup.policy=${policy}`] : []),
    ...(policy.includes('delete') ? limits.map(name => `${name}=${configs!.get(name)}`) : []),
  ]
}

async function internalFacts(
  topics: readonly TopicMetadata[],
  names: ReadonlyMap<string, Named>,
  kafka: Kafka,
): Promise<readonly InternalTopicFacts[]> {
  const bytes = await kafka.topicBytes(topics.flatMap(partitionsOf))
  return Promise.all(
    topics.map(async topic => {
      const begins = await offsets(kafka, partitionsOf(topic), 'earliest')
      const ends = await offsets(kafka, partitionsOf(topic), 'latest')
      return {
        topic: topic.name,
        ...names.get(topic.name)!,
        partitions: topic.leaders.length,
        records: ends.reduce((sum, end, partition) => sum + end - begins[partition]!, 0),
        bytes: bytes.get(topic.name) ?? 0,
      }
    }),
  )
}

async function offsets(
  kafka: Kafka,
  partitions: readonly TopicPartition[],
  at: Parameters<Kafka['listOffsets']>[1],
): Promise<readonly number[]> {
  if (partitions.length === 0) return []
  return (await kafka.listOffsets(partitions, at)).map(({ offset }) => offset)
}

/** Null: nothing is left. */
async function firstTimestamp(
  kafka: Kafka,
  { topic, partition }: TopicPartition,
  begin: number,
  end: number,
): Promise<number | null> {
  if (begin >= end) return null
  const [answer] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
    partitions: [{ topic, partition, offset: begin, maxBytes: 1 }],
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 1,
  })
  const { records, aborted } = answer!
  const cursor = records && new RecordCursor(records, begin, aborted)
  return cursor?.next() ? cursor.timestamp : null
}
