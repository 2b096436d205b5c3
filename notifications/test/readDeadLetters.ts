import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'

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
  for (const partition of leaders.keys()) {
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    for await (const cursor of readPartition(kafka, { topic, partition }, 0, end!.offset)) {
      const headers = Object.fromEntries(cursor.headers().map(({ key, value }) => [key, String(value)]))
      letters.push({ key: cursor.keyText(), value: cursor.valueText() ?? '', headers })
    }
  }
  return letters
}
