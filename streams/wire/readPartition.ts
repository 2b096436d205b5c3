import { setTimeout } from 'node:timers/promises'
import type { Kafka, TopicPartition } from './kafka.ts'
import { endOfBatches } from './records/endOfBatches.ts'
import { RecordCursor } from './records/recordCursor.ts'

const fetchBytes = 1 << 20
/** Fetches in a row that bring nothing, a tenth of a second between them, before it is given up. */
const patience = 50

/**
 * Walks over the committed records of a partition, from one offset to another (not included). What it yields is valid
 * until the next is asked for. Records that were deleted meanwhile are left out. Throws when Kafka shows nothing for five
 * seconds.
 */
export async function* readPartition(
  kafka: Kafka,
  { topic, partition }: TopicPartition,
  from: number,
  to: number,
): AsyncGenerator<RecordCursor> {
  let empty = 0
  for (let offset = from; offset < to; ) {
    const [answer] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
      partitions: [{ topic, partition, offset, maxBytes: fetchBytes }],
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: fetchBytes,
    })
    const { error, records, aborted } = answer!
    if (error === 'OFFSET_OUT_OF_RANGE') {
      const [first] = await kafka.listOffsets([{ topic, partition }], 'earliest')
      if (first!.offset > offset) {
        offset = first!.offset
        continue
      }
    }
    const next = records === null ? offset : endOfBatches(records, offset)
    if (next === offset) {
      if (++empty === patience)
        throw new Error(`${topic}[${partition}] shows nothing at ${offset}: ${error ?? 'no records'}`)
      await setTimeout(100)
      continue
    }
    empty = 0
    const cursor = new RecordCursor(records!, offset, aborted)
    while (cursor.next() && cursor.offset < to) yield cursor
    offset = next
  }
}
