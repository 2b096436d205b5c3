import type { TopicPartition } from '../wire/kafka.ts'
import { BatchHeader } from '../wire/records/batchHeader.ts'
import { RecordCursor } from '../wire/records/recordCursor.ts'
import type { FeedContext } from './feedContext.ts'
import { isKafkaTrouble, throwIfLost } from './partitionLog.ts'

const fetchBytes = 1 << 20
const pauseMs = 100

export interface Stretch extends TopicPartition {
  readonly topicId: string
  readonly from: number
  /** Not included; a batch begins there, or the log ended there once. */
  readonly to: number
}

/**
 * Shows every committed record of a stretch of a log; resolves to whether behind the last one, or the begin, nothing was compacted away.
 * Throws Lost, or what Kafka throws.
 */
export async function readStretch(
  { topic, topicId, partition, from, to }: Stretch,
  { kafka, slots, time, patienceMs }: Pick<FeedContext, 'kafka' | 'slots' | 'time' | 'patienceMs'>,
  take: (cursor: RecordCursor) => void,
): Promise<boolean> {
  let isUnbroken = true
  let deadline = time.elapsed() + patienceMs
  for (let offset = from; offset < to; ) {
    const answer = await slots
      .take(async () =>
        kafka.fetch(await kafka.leaderOf(topic, partition), {
          partitions: [{ topic, partition, topicId, offset, maxBytes: fetchBytes }],
          maxWaitMs: 0,
          minBytes: 1,
          maxBytes: fetchBytes,
        }),
      )
      .then(([fetched]) => fetched!)
      .catch(error => {
        if (!isKafkaTrouble(error)) throw error
        return null
      })
    if (answer?.error) throwIfLost(answer.error)
    const { records, next, isAtEnd } = before(answer?.records ?? null, offset, to)
    if (next === offset && !isAtEnd) {
      if (time.elapsed() > deadline)
        throw new Error(`${topic}[${partition}] shows nothing at ${offset}: ${answer?.error ?? 'no records'}`)
      await time.sleep(pauseMs)
      continue
    }
    const cursor = new RecordCursor(records, offset, answer!.aborted)
    let hasShown = false
    while (cursor.next()) {
      take(cursor)
      hasShown = true
    }
    isUnbroken = cursor.isUnbroken && (hasShown || isUnbroken)
    if (isAtEnd) return isUnbroken && next === to
    offset = next
    deadline = time.elapsed() + patienceMs
    await time.breathe()
  }
  return isUnbroken
}

/** The batches that begin before an offset, and whether there are no more of them. */
function before(records: Buffer | null, from: number, to: number) {
  let next = from
  let at = 0
  for (let batch = records && BatchHeader.at(records, 0); batch; batch = BatchHeader.at(records!, at)) {
    if (batch.baseOffset >= to) return { records: records!.subarray(0, at), next, isAtEnd: true }
    next = batch.lastOffset + 1
    at = batch.end
  }
  return { records: records?.subarray(0, at) ?? Buffer.alloc(0), next, isAtEnd: next >= to }
}
