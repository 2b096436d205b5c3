import type { FetchedPartition } from '../wire/kafka.ts'
import { BatchBuilder, plainBatch } from '../wire/records/batchBuilder.ts'
import { placeAt } from '../wire/records/markerBatch.ts'

/** A change of a row as it stands in a changelog. */
export interface LoggedChange {
  readonly key: string
  readonly value: string | null
  readonly timestamp: number
}

/** What a fetch brings of a changelog of one partition, all of it committed: so many records at the most from an offset on. */
export function changelogAnswer(
  log: readonly LoggedChange[],
  from: number,
  records: number,
): FetchedPartition {
  const builder = new BatchBuilder()
  for (const { key, value, timestamp } of log.slice(from, from + records))
    builder.append(key, value, timestamp, null)
  const bytes = builder.finish(plainBatch)
  placeAt(bytes, from)
  return {
    topic: 'log',
    partition: 0,
    error: null,
    highWatermark: log.length,
    lastStableOffset: log.length,
    logStartOffset: 0,
    aborted: [],
    records: bytes,
  }
}
