import type { CommittedOffset, Kafka, StreamsTopology, TopicPartition } from '../wire/kafka.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { endOfBatches } from '../wire/records/endOfBatches.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { Time } from './time.ts'
import type { TopologyFacts } from './topologyDiff.ts'

/** More are not counted. */
const maxWaiting = 100_000
const fetchBytes = 1 << 20
/** Times that a leader may show nothing, a tenth of a second between them. */
const patience = 100

/**
 * What became of the topics of both topologies under this id, from the committed offsets: counts what waits in repartition topics that
 * only one of them has. Changes nothing.
 */
export async function topologyFacts(
  old: StreamsTopology,
  now: StreamsTopology,
  committed: readonly CommittedOffset[],
  at: { readonly kafka: Kafka; readonly time: Time },
): Promise<TopologyFacts> {
  const only = (of: (topology: StreamsTopology) => readonly string[]) => {
    const [before, after] = [of(old), of(now)]
    return [...before.filter(name => !after.includes(name)), ...after.filter(name => !before.includes(name))]
  }
  const repartitions = only(({ subtopologies }) =>
    subtopologies.flatMap(part => part.repartitionSourceTopics.map(({ name }) => name)),
  )
  const changelogs = only(({ subtopologies }) =>
    subtopologies.flatMap(part => part.stateChangelogTopics.map(({ name }) => name)),
  )
  const { topics } = await at.kafka.metadata([...repartitions, ...changelogs])
  const partitions = [...topics.values()].flatMap(partitionsOf)
  const begins = await at.kafka.listOffsets(partitions, 'earliest')
  const ends = await at.kafka.listOffsets(partitions, 'stable')
  const waiting = new Map<string, number>()
  for (const each of ends) {
    const { topic, partition } = each
    if (!repartitions.includes(topic)) continue
    const of = (offsets: readonly CommittedOffset[]) =>
      offsets.find(other => other.topic === topic && other.partition === partition)?.offset ?? 0
    const found = await countRecords(each, Math.max(of(committed), of(begins)), each.offset, at)
    waiting.set(topic, (waiting.get(topic) ?? 0) + found)
  }
  return {
    consumed: new Set(committed.filter(({ offset }) => offset > 0).map(({ topic }) => topic)),
    waiting,
    written: new Set(ends.filter(({ offset }) => offset > 0).map(({ topic }) => topic)),
  }
}

/** Committed records between two offsets, without markers of transactions; {@link maxWaiting} at most. */
async function countRecords(
  { topic, partition }: TopicPartition,
  from: number,
  to: number,
  { kafka, time }: { readonly kafka: Kafka; readonly time: Time },
): Promise<number> {
  let found = 0
  let empty = 0
  for (let offset = from; offset < to && found < maxWaiting; ) {
    const [answer] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
      partitions: [{ topic, partition, offset, maxBytes: fetchBytes }],
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: fetchBytes,
    })
    const { error, records, aborted } = answer!
    const next = records === null ? offset : endOfBatches(records, offset)
    if (next === offset) {
      if (++empty === patience)
        throw new Error(`${topic}[${partition}] cannot be read at ${offset}: ${error ?? 'it shows nothing'}`)
      await time.sleep(100)
      continue
    }
    empty = 0
    const cursor = new RecordCursor(records!, offset, aborted)
    while (cursor.next() && cursor.offset < to) found++
    offset = next
  }
  return Math.min(found, maxWaiting)
}
