import { setTimeout } from 'node:timers/promises'
import type { PracticeRecord } from './practiceRecord.ts'

export interface PacedOptions {
  /** How much faster than life; Infinity: as fast as they are taken. */
  readonly rate: number
  /** Ends the records. */
  readonly signal?: AbortSignal
}

const batchSize = 2_000
/** Often enough that nothing is seen to jump. */
const tickMs = 50

/** Records in batches, when they are due. */
export async function* paced(
  records: Iterable<PracticeRecord>,
  { rate, signal }: PacedOptions,
): AsyncGenerator<readonly PracticeRecord[], void, void> {
  const begun = performance.now()
  let first: number | null = null
  let batch: PracticeRecord[] = []
  for (const record of records) {
    first ??= record.timestamp
    // A late one has an event time that is long past: it is due at once.
    const due = begun + (record.timestamp - first) / rate
    if (batch.length === batchSize || (batch.length > 0 && due > performance.now())) {
      yield batch
      batch = []
    }
    for (let left = due - performance.now(); left > 0 && !signal?.aborted; left = due - performance.now())
      await setTimeout(Math.min(Math.max(left, tickMs), 60_000), undefined, signal ? { signal } : {}).catch(
        () => {},
      )
    if (signal?.aborted) return
    batch.push(record)
  }
  if (batch.length > 0) yield batch
}
