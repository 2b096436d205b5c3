import type { FetchedPartition } from '../kafka.ts'
import { AbortedFilter } from './abortedFilter.ts'
import { BatchHeader } from './batchHeader.ts'

/** `open`: its transaction has not ended. `absent`: there is no such record (any more), or a marker is in its place. */
export type RecordFate = 'committed' | 'aborted' | 'open' | 'absent'

/** What became of the record at an offset, by an answer that was fetched from that offset on. */
export function recordFate(answer: FetchedPartition, offset: number): RecordFate {
  if (offset >= answer.lastStableOffset) return 'open'
  const batch = answer.records && BatchHeader.at(answer.records, 0)
  if (!batch || batch.baseOffset > offset || batch.isControl) return 'absent'
  if (!batch.isTransactional) return 'committed'
  const aborted = new AbortedFilter(answer.aborted)
  aborted.reach(batch.lastOffset)
  return aborted.isAborted(batch.producerId) ? 'aborted' : 'committed'
}
