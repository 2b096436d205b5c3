import type { Kafka } from 'millrace'
import { readPartition } from 'millrace/wire'
import { partitions } from '../bench/workload.ts'

/** Where each key of a topic lies, read committed, from the beginning: `partition@offset`. */
export async function scanTopic(
  kafka: Kafka,
  topic: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  for (let partition = 0; partition < partitions; partition++) {
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    for await (const cursor of readPartition(kafka, { topic, partition }, 0, end!.offset)) {
      const key = cursor.keyText() ?? ''
      const where = `${partition}@${cursor.offset}`
      const places = found.get(key)
      if (places) places.push(where)
      else found.set(key, [where])
    }
  }
  return found
}
