import type { Switch } from '../generations/generations.ts'
import { partitionsOf } from '../wire/partitionsOf.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import { differences } from './differences.ts'
import type { Entry } from './entry.ts'
import type { EntryReader } from './entryReader.ts'
import type { FeedContext } from './feedContext.ts'
import { Lost } from './lost.ts'
import { PartitionLog } from './partitionLog.ts'
import type { Source } from './source.ts'

/**
 * From one generation's changelog of a view to another's, at the cut of their switch: the rest of the one up to there, then the rows
 * that are others in the other, which goes on from `begins`. One for all who cross.
 */
export class Crossing {
  readonly cut: string
  /** The changelog that is left, and where it ended at the cut. */
  readonly topic: string
  readonly topicId: string
  readonly ends: readonly number[]
  /** Where the other goes on. */
  readonly begins: readonly number[]
  /** Up to the cut. */
  readonly logs: readonly PartitionLog[]
  readonly #differing: readonly (() => Promise<readonly Entry[]>)[]

  private constructor(
    options: Pick<Crossing, 'cut' | 'topic' | 'topicId' | 'ends' | 'begins' | 'logs'>,
    differing: readonly (() => Promise<readonly Entry[]>)[],
  ) {
    this.cut = options.cut
    this.topic = options.topic
    this.topicId = options.topicId
    this.ends = options.ends
    this.begins = options.begins
    this.logs = options.logs
    this.#differing = differing.map(shared)
  }

  /** Throws Lost where the changelog that is left is not there any more, or has other partitions; and what Kafka throws. */
  static async open(
    { view, topics: [followed] }: Source,
    { cut, at, ends: allEnds }: Switch,
    left: string,
    context: FeedContext,
  ): Promise<Crossing> {
    const { kafka } = context
    const { name, read } = followed!
    const ends = allEnds.get(left)
    const begins = allEnds.get(name)
    const { topics } = await kafka.metadata([left, name])
    const [old, now] = [topics.get(left), topics.get(name)]
    if (!ends || !begins || !old || !now || ends.length !== begins.length) throw new Lost('generation')
    if (old.leaders.length !== ends.length) throw new Lost('generation')
    const strictly = orLost(read)
    const logs = ends.map((head, partition) => {
      const at = { topic: left, topicId: old.id, partition, head }
      return new PartitionLog({
        ...context,
        ...at,
        read: (records, from, aborted) => {
          const cursor = new RecordCursor(records, from, aborted)
          const entries: Entry[] = []
          while (cursor.next()) {
            const entry = strictly(cursor, left, partition)
            if (entry !== null) entries.push(entry)
          }
          return entries
        },
      })
    })
    const differing = ends.map((end, partition) => async () => {
      const [before, after] = await Promise.all(
        [partitionsOf(old), partitionsOf(now)].map(all => kafka.listOffsets([all[partition]!], 'earliest')),
      )
      return differences({
        left: { topic: left, topicId: old.id, partition, from: before![0]!.offset, to: end },
        right: { topic: name, topicId: now.id, partition, from: after![0]!.offset, to: begins[partition]! },
        read: strictly,
        keyFieldsOf: view!.keyFieldsOf,
        at,
        context,
      })
    })
    return new Crossing({ cut, topic: left, topicId: old.id, ends, begins, logs }, differing)
  }

  /** By partition: what is told of the rows that differ, the same whoever asks. Throws as `differences`. */
  differing(): Promise<readonly (readonly Entry[])[]> {
    return Promise.all(this.#differing.map(find => find()))
  }

  close(): void {
    for (const log of this.logs) log.close()
  }
}

/** A row that this program cannot read is left out of what is followed; here it would be a gap. */
const orLost =
  (read: EntryReader): EntryReader =>
  (...record) => {
    try {
      return read(...record)
    } catch {
      throw new Lost('generation')
    }
  }

/** Found once for all; again after a failure that may pass. */
function shared<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null
  return () => {
    found ??= find().catch(error => {
      if (!(error instanceof Lost)) found = null
      throw error
    })
    return found
  }
}
