import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka } from 'millrace'
import { partitionsOf, readPartition } from 'millrace/wire'

export interface WrittenRecord {
  readonly key: string
  readonly offset: number
  /** Null: deleted. */
  readonly value: Readonly<Record<string, unknown>> | null
}

/** Every committed record of a topic, partition by partition, once no transaction is open in it. */
export async function readWritten(
  kafka: Kafka,
  topic: string,
): Promise<readonly (readonly WrittenRecord[])[]> {
  const partitions = partitionsOf((await kafka.metadata([topic])).topics.get(topic))
  while ((await kafka.openTransactions(partitions)).length > 0) await sleep(100)
  const ends = await kafka.listOffsets(partitions, 'stable')
  return Promise.all(
    ends.map(async ({ partition, offset: end }) => {
      const records: WrittenRecord[] = []
      for await (const cursor of readPartition(kafka, { topic, partition }, 0, end)) {
        const text = cursor.valueText()
        const value = text === null ? null : (JSON.parse(text) as Record<string, unknown>)
        records.push({ key: cursor.keyText() ?? '', offset: cursor.offset, value })
      }
      return records
    }),
  )
}
