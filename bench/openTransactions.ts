import type { Kafka } from 'millrace'
import { partitions } from './workload.ts'

/**
 * The partitions whose last stable offset is behind their end: `topic[partition] stable/end`. Transactions that end are
 * gone from here within moments. What stays, stays for ever when its coordinator thinks it ended (a marker was lost):
 * `kafka-transactions.sh find-hanging` tells, and `abort` frees its readers.
 */
export async function openTransactions(kafka: Kafka, topics: readonly string[]): Promise<readonly string[]> {
  const all = topics.flatMap(topic =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  )
  const stable = await kafka.listOffsets(all, 'stable')
  const latest = await kafka.listOffsets(all, 'latest')
  return latest.flatMap(({ topic, partition, offset }) => {
    const reached = stable.find(each => each.topic === topic && each.partition === partition)!.offset
    return reached < offset ? [`${topic}[${partition}] ${reached}/${offset}`] : []
  })
}
