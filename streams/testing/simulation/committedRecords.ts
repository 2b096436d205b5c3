import type { Header } from '../../graph/streamRecord.ts'
import { RecordCursor } from '../../wire/records/recordCursor.ts'
import type { PartitionLog } from './cluster/partitionLog.ts'

export interface CommittedRecord {
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: readonly Header[]
}

/** What a reader of committed records sees of a partition, from `from` on. */
export function committedRecords(log: PartitionLog, from = log.start): readonly CommittedRecord[] {
  const end = log.lastStableOffset
  if (from >= end) return []
  const bytes = log.read(from, end, Number.POSITIVE_INFINITY, true)
  const cursor = new RecordCursor(bytes, from, log.abortedBetween(from, end), { checkCrc: false })
  const records: CommittedRecord[] = []
  while (cursor.next()) {
    const { offset, timestamp } = cursor
    const [key, value] = [cursor.keyBytes(), cursor.valueBytes()]
    records.push({ partition: log.partition, offset, key, value, timestamp, headers: cursor.headers() })
  }
  return records
}
