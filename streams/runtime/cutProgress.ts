import type { CommittedOffset, Kafka, TopicPartition } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { type CutTag, decodeOffsetMetadata } from './offsetMetadata.ts'

/** What the members of a group have told of a cut, by their committed offsets. */
export interface CutProgress {
  /** Where every source partition stands, all of them held; key `${topic}-${partition}`. Null: not all are. */
  readonly positions: ReadonlyMap<string, number> | null
  /**
   * Every task is exactly at the cut with phase 2, and nothing lies in a repartition topic that is not processed: nothing changes any
   * more until the release. False while the cut's positions are not known.
   */
  readonly isQuiet: boolean
  /** Partitions that are waited for. */
  readonly waitsFor: readonly string[]
  /** Source partitions that are committed beyond the cut's positions: it cannot be reached any more. */
  readonly beyond: readonly string[]
}

/**
 * Asks the cluster; the group must have been joined once. `positions`: those of the cut, once they are known. Rejects like Kafka's
 * methods.
 */
export async function cutProgress(
  kafka: Kafka,
  groupId: string,
  cut: string,
  positions: ReadonlyMap<string, number> | null = null,
): Promise<CutProgress> {
  const group = await kafka.describeStreamsGroup(groupId)
  const parts = group?.topology?.subtopologies ?? []
  const sources = parts.flatMap(part => part.sourceTopics)
  const internal = parts.flatMap(part => part.repartitionSourceTopics.map(({ name }) => name))
  const { topics } = await kafka.metadata([...sources, ...internal])
  const absent = [...sources, ...internal].filter(topic => !topics.has(topic))
  const all = (names: readonly string[]) => names.flatMap(name => partitionsOf(topics.get(name)))
  // Offsets first: what is written to a repartition topic after them shows in its end.
  const committed = byPartition(await kafka.committedOffsets(groupId, all([...sources, ...internal])))
  const ends = positions ? await kafka.listOffsets(all(internal), 'latest') : []
  const offsetOf = (partition: TopicPartition) => committed.get(keyOf(partition))?.offset ?? -1
  const tells = (partition: TopicPartition, phase: CutTag['phase']) => {
    const tag = decodeOffsetMetadata(committed.get(keyOf(partition))?.metadata).cut
    return tag?.id === cut && tag.phase >= phase
  }

  const isKnown = parts.length > 0 && absent.length === 0
  const isHeld = isKnown && all(sources).every(partition => tells(partition, 1))
  const waitsFor =
    positions === null
      ? all(sources).filter(partition => !tells(partition, 1))
      : [
          ...all(sources).filter(
            partition => !tells(partition, 2) || offsetOf(partition) !== positions.get(keyOf(partition)),
          ),
          ...ends.filter(end => !tells(end, 2) || offsetOf(end) < end.offset),
        ]
  return {
    positions: isHeld
      ? new Map(all(sources).map(partition => [keyOf(partition), offsetOf(partition)]))
      : null,
    isQuiet: isKnown && positions !== null && waitsFor.length === 0,
    waitsFor: parts.length === 0 ? [groupId] : [...absent, ...waitsFor.map(keyOf)],
    beyond: all(sources)
      .map(keyOf)
      .filter(key => (committed.get(key)?.offset ?? -1) > (positions?.get(key) ?? Number.POSITIVE_INFINITY)),
  }
}

const byPartition = (offsets: readonly CommittedOffset[]): ReadonlyMap<string, CommittedOffset> =>
  new Map(offsets.map(offset => [keyOf(offset), offset]))

const keyOf = ({ topic, partition }: TopicPartition) => `${topic}-${partition}`
