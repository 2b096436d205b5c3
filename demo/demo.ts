import { setTimeout } from 'node:timers/promises'
import { burst } from './burst.ts'
import type { DemoOptions } from './demoOptions.ts'
import type { DemoRecord } from './demoRecord.ts'
import { createLive } from './live.ts'
import { openPractice } from './practice.ts'

export interface RunOptions extends DemoOptions {
  /** Ends the live stream. Without it the stream goes on for ever. */
  readonly signal?: AbortSignal
  /** Mean pause between two things that happen. Default 2,000; 0 leaves the live stream out. */
  readonly pauseMs?: number
  /** Default: the clock. */
  readonly clock?: () => number
}

/** Writes records to Kafka, in order; resolves when they are there. */
export type Publish = (records: readonly DemoRecord[]) => Promise<void>

const batchSize = 500

/**
 * Fills the cabinet with the believable past of a practice, then lets its day go on. Does no I/O but calling `publish`;
 * rejects with what `publish` rejects with, and resolves when the signal says so.
 */
export async function demo(publish: Publish, options: RunOptions): Promise<void> {
  for await (const records of demoStream(options)) await publish(records)
}

/** The same, to be pulled: the past in batches, then one batch a happening, in its time. */
export async function* demoStream(options: RunOptions): AsyncGenerator<readonly DemoRecord[], void, void> {
  const { signal, pauseMs = 2_000, clock = Date.now } = options
  const practice = openPractice(options)
  const past = burst(practice, options.rendezvous ?? 1_500)
  for (let i = 0; i < past.length && !signal?.aborted; i += batchSize) yield past.slice(i, i + batchSize)
  if (pauseMs === 0) return

  const live = createLive(practice)
  while (!signal?.aborted) {
    const pause = pauseMs * (0.25 + 1.5 * practice.random.next())
    // An abort ends the pause; the loop then ends by itself.
    await setTimeout(pause, undefined, signal ? { signal } : {}).catch(() => {})
    if (signal?.aborted) return
    const records = live.next(clock())
    if (records.length > 0) yield records
  }
}
