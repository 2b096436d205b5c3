import type { Kafka } from 'millrace'
import { endOfBatches, RecordCursor } from 'millrace/wire'
import { partitions } from '../bench/workload.ts'

/** Where each key of a topic lies, read committed, from the beginning: `partition@offset`. */
export async function scanTopic(
  kafka: Kafka,
  topic: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  for (let partition = 0; partition < partitions; partition++) {
    const [end] = await kafka.listOffsets([{ topic, partition }], 'stable')
    for (let offset = 0; offset < end!.offset; ) {
      const [answer] = await kafka.fetch(await kafka.leaderOf(topic, partition), {
        partitions: [{ topic, partition, offset, maxBytes: 4 << 20 }],
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: 4 << 20,
      })
      const { error, records, aborted } = answer!
      const next = endOfBatches(records ?? Buffer.alloc(0), offset)
      if (next === offset)
        throw new Error(`${topic}[${partition}] shows nothing at ${offset}: ${error ?? 'no records'}`)
      const cursor = new RecordCursor(records!, offset, aborted)
      while (cursor.next()) {
        const key = cursor.keyText() ?? ''
        const where = `${partition}@${cursor.offset}`
        const places = found.get(key)
        if (places) places.push(where)
        else found.set(key, [where])
      }
      offset = next
    }
  }
  return found
}
