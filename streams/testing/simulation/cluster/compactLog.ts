import { BatchHeader } from '../../../wire/records/batchHeader.ts'
import { RecordCursor } from '../../../wire/records/recordCursor.ts'
import type { PartitionLog } from './partitionLog.ts'

/**
 * Log compaction up to the last stable offset: batches go of which no record is the last of its key. Offsets stay, so gaps
 * appear; what shares a batch with a last record stays with it. With `tombstones`, as after `delete.retention.ms`, last
 * records without a value count as nothing.
 */
export function compactLog(log: PartitionLog, tombstones: boolean): void {
  const upTo = log.lastStableOffset
  const aborted = log.abortedBetween(log.start, upTo)
  const all = log.read(log.start, upTo, Number.MAX_SAFE_INTEGER, true)
  const last = new Map<string | null, number>()
  const cursor = new RecordCursor(all, log.start, aborted)
  while (cursor.next()) {
    const key = cursor.keyText()
    if (tombstones && cursor.valueText() === null) last.delete(key)
    else last.set(key, cursor.offset)
  }
  const kept = new Set(last.values())
  log.keepBatches(bytes => {
    const header = BatchHeader.at(bytes, 0)!
    if (header.isControl) return true
    for (let offset = header.baseOffset; offset <= header.lastOffset; offset++)
      if (kept.has(offset)) return true
    return false
  })
}
