import type { Kafka, TopicPartition } from '../wire/kafka.ts'
import { type RecordFate, recordFate } from '../wire/records/recordFate.ts'
import type { Time } from './time.ts'

/** A record that was written. */
export interface RecordPlace extends TopicPartition {
  readonly offset: number
}

/** More than the largest batch that a topic of ours takes; a larger one comes whole all the same. */
const fetchBytes = 64 * 1024
/** Times that a leader may refuse, a tenth of a second between them. */
const patience = 100

/** What became of a record. `absent` too where its log was made anew or does not reach so far. Rejects like `Kafka.fetch`. */
export async function fateOf(
  { topic, partition, offset }: RecordPlace,
  { kafka, time }: { readonly kafka: Kafka; readonly time: Time },
): Promise<RecordFate> {
  for (let attempt = 1; ; attempt++) {
    const [answer] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
      partitions: [{ topic, partition, offset, maxBytes: fetchBytes }],
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: fetchBytes,
    })
    const { error } = answer!
    if (error === null) return recordFate(answer!, offset)
    if (error === 'OFFSET_OUT_OF_RANGE') return 'absent'
    if (attempt === patience) throw new Error(`${topic}[${partition}] cannot be read: ${error}`)
    await time.sleep(100)
  }
}
