import type { Failure, RawRecord } from './failure.ts'
import type { OutputRecord } from './recordWriter.ts'

/** The record byte for byte, with headers that say where it lay and what was wrong with it. */
export function deadLetterRecord(topic: string, failure: Failure, record: RawRecord): OutputRecord {
  const header = (key: string, value: string) => ({ key, value: Buffer.from(value) })
  const { error } = failure
  return {
    topic,
    partition: null,
    key: record.key,
    value: record.value,
    timestamp: record.timestamp,
    headers: [
      ...record.headers,
      header('dlq.topic', record.topic),
      header('dlq.partition', String(record.partition)),
      header('dlq.offset', String(record.offset)),
      header('dlq.stage', failure.stage),
      header('dlq.task', failure.task),
      header('dlq.error', 'code' in error && typeof error.code === 'string' ? error.code : error.name),
      header('dlq.message', error.message.slice(0, 1000)),
    ],
  }
}
