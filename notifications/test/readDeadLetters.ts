import type { Kafka } from 'millrace'
import { endOfBatches, RecordCursor } from 'millrace/wire'

export interface DeadLetterView {
  readonly key: string | null
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
}

/** All of cabinet.dlq so far. */
export async function readDeadLetters(kafka: Kafka): Promise<readonly DeadLetterView[]> {
  const topic = 'cabinet.dlq'
  const { leaders } = (await kafka.metadata([topic])).topics.get(topic)!
  const letters: DeadLetterView[] = []
  for (const [partition, leader] of leaders.entries()) {
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    for (let offset = 0; offset < end!.offset; ) {
      const partitions = [{ topic, partition, offset, maxBytes: 1 << 22 }]
      const [answer] = await kafka.fetch(leader, {
        partitions,
        maxWaitMs: 100,
        minBytes: 1,
        maxBytes: 1 << 22,
      })
      if (!answer?.records) continue
      const cursor = new RecordCursor(answer.records, offset, answer.aborted)
      while (cursor.next()) {
        const headers = Object.fromEntries(cursor.headers().map(({ key, value }) => [key, String(value)]))
        letters.push({ key: cursor.keyText(), value: cursor.valueText() ?? '', headers })
      }
      offset = endOfBatches(answer.records, offset)
    }
  }
  return letters
}
