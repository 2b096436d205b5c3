import type { Kafka, TopicPartition } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import type { GenerationProgress } from './generationProgress.ts'
import type { Generation } from './generations.ts'
import { sourceTopicsOf } from './ownTopics.ts'

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}-${partition}`

/** Asks the cluster how far a generation is. One that never had an instance has no partitions yet. */
export async function readProgress(
  kafka: Kafka,
  { number, id }: Generation,
  at: number,
  before?: GenerationProgress,
): Promise<GenerationProgress> {
  const group = await kafka.describeStreamsGroup(id)
  const sources = sourceTopicsOf(group)
  const internal = (group?.topology?.subtopologies ?? []).flatMap(part =>
    part.repartitionSourceTopics.map(({ name }) => name),
  )
  const { topics } = await kafka.metadata([...sources, ...internal])
  const inputs = [...sources, ...internal].flatMap(topic => partitionsOf(topics.get(topic)))
  const committed = new Map(
    (inputs.length > 0 ? await kafka.committedOffsets(id, inputs) : []).map(each => [
      keyOf(each),
      each.offset,
    ]),
  )
  const begins = new Map(
    (await kafka.listOffsets(inputs, 'earliest')).map(each => [keyOf(each), each.offset]),
  )
  // Within: a commit shows in the offsets before its markers reach what it sent on, and 'stable' would not count that.
  const [outer, inner] = [sources, internal].map(names => inputs.filter(({ topic }) => names.includes(topic)))
  const ends = [
    ...(await kafka.listOffsets(outer!, 'stable')),
    ...(await kafka.listOffsets(inner!, 'latest')),
  ]
  let processed = 0
  let behind = 0
  let behindInside = 0
  const partitions: GenerationProgress['partitions'][number][] = []
  for (const { topic, partition, offset: end } of ends) {
    const key = keyOf({ topic, partition })
    const begin = begins.get(key) ?? 0
    const position = committed.get(key) ?? begin
    const left = Math.max(0, end - position)
    if (!sources.includes(topic)) {
      behindInside += left
      continue
    }
    partitions.push({ topic, partition, position, end })
    processed += Math.max(0, position - begin)
    behind += left
  }
  const seconds = before ? (at - before.at) / 1000 : 0
  const perSecond = before && seconds > 0 ? Math.max(0, (processed - before.processed) / seconds) : null
  const closing = before && seconds > 0 ? (before.behind - behind) / seconds : 0
  const members = group?.members.length ?? 0
  return {
    generation: number,
    at,
    members,
    partitions,
    processed,
    behind,
    behindInside,
    perSecond,
    etaMs: etaOf(partitions.length > 0, behind, closing),
  }
}

function etaOf(isKnown: boolean, behind: number, closing: number): number | null {
  if (!isKnown) return null
  if (behind === 0) return 0
  return closing > 0 ? Math.ceil((behind / closing) * 1000) : null
}
