import { expect, test } from 'vitest'
import type { Kafka, TopicPartition } from '../wire/kafka.ts'
import { generationsAtFirst } from './foldRecord.ts'
import { readProgress } from './readProgress.ts'

interface Shown {
  readonly begin: number
  readonly committed: number | null
  readonly end: number
}

/** A cluster that shows one group and how far its input is, by topic and partition. */
function cluster(inputs: Readonly<Record<string, readonly Shown[]>>, members = 1): Kafka {
  const shown = ({ topic, partition }: TopicPartition) => inputs[topic]![partition]!
  const subtopology = {
    sourceTopics: ['in'],
    repartitionSourceTopics: [{ name: 'app-by-group-repartition' }],
    stateChangelogTopics: [],
    repartitionSinkTopics: [],
  }
  const known = {
    describeStreamsGroup: async () =>
      members === 0 ? null : { members: Array(members).fill({}), topology: { subtopologies: [subtopology] } },
    metadata: async (names: readonly string[]) => ({
      topics: new Map(names.map(name => [name, { name, leaders: inputs[name]!.map(() => 0) }])),
    }),
    committedOffsets: async (_: string, partitions: readonly TopicPartition[]) =>
      partitions.flatMap(each => {
        const { committed } = shown(each)
        return committed === null ? [] : [{ ...each, offset: committed }]
      }),
    listOffsets: async (partitions: readonly TopicPartition[], at: unknown) =>
      partitions.map(each => ({ ...each, offset: at === 'earliest' ? shown(each).begin : shown(each).end })),
  }
  return known as unknown as Kafka
}

const generation = generationsAtFirst('app').generations.get(1)!
const inside = 'app-by-group-repartition'

test('records behind, by partition and inside; a partition that was never committed is behind from its begin', async () => {
  const kafka = cluster({
    in: [
      { begin: 0, committed: 40, end: 100 },
      { begin: 5, committed: null, end: 15 },
    ],
    [inside]: [{ begin: 0, committed: 3, end: 7 }],
  })
  expect(await readProgress(kafka, generation, 1_000)).toEqual({
    generation: 1,
    at: 1_000,
    members: 1,
    partitions: [
      { topic: 'in', partition: 0, position: 40, end: 100 },
      { topic: 'in', partition: 1, position: 5, end: 15 },
    ],
    processed: 40,
    behind: 70,
    behindInside: 4,
    perSecond: null,
    etaMs: null,
  })
})

test.each([
  ['at the rate of the last seconds, less what comes in', 60, 110, 20, 5_000],
  ['never, when more comes in than is done', 60, 140, 20, null],
  ['now, when nothing is left', 100, 100, 60, 0],
])('time left: %s', async (_, committed, end, perSecond, etaMs) => {
  const at = (committed: number, end: number) =>
    cluster({ in: [{ begin: 0, committed, end }], [inside]: [{ begin: 0, committed: 0, end: 0 }] })
  const before = await readProgress(at(40, 100), generation, 0)
  expect(await readProgress(at(committed, end), generation, 1_000, before)).toMatchObject({
    perSecond,
    etaMs,
  })
})

test('before any instance has joined nothing is known', async () => {
  expect(await readProgress(cluster({}, 0), generation, 0)).toMatchObject({
    members: 0,
    partitions: [],
    behind: 0,
    etaMs: null,
  })
})
