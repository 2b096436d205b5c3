import { type Kafka, partitionsOf, readPartition } from 'millrace/wire'
import type { InputPartition } from './inputLog.ts'

/** These topics from their beginning to where they end now. Topics that do not exist have no partitions. */
export async function kafkaLog(kafka: Kafka, names: readonly string[]): Promise<readonly InputPartition[]> {
  const { topics } = await kafka.metadata([...names])
  const partitions = names.flatMap(name => partitionsOf(topics.get(name)))
  const begins = await kafka.listOffsets(partitions, 'earliest')
  const ends = await kafka.listOffsets(partitions, 'stable')
  return partitions.map(({ topic, partition }) => {
    const of = (list: typeof ends) =>
      list.find(each => each.topic === topic && each.partition === partition)!.offset
    const [from, to] = [of(begins), of(ends)]
    return {
      topic,
      partition,
      begin: from,
      end: to,
      async *read() {
        for await (const cursor of readPartition(kafka, { topic, partition }, from, to)) {
          const { offset, timestamp } = cursor
          const [key, value, headers] = [cursor.keyText(), cursor.valueText(), [...cursor.headers()]]
          yield { topic, partition, offset, timestamp, key, value, headers }
        }
      },
    }
  })
}
