import { setTimeout as sleep } from 'node:timers/promises'
import type { Coordinator, GenerationProgress } from 'millrace'
import type { Progress } from '../broker/progress.ts'
import { duration } from './generations/progressLine.ts'

export interface ProcessedAnew {
  readonly records: number
  readonly seconds: number
  readonly recordsPerSecond: number
}

const lookEveryMs = 500
/** A commit shows in the offsets a moment before what it wrote shows in the topics between the parts. */
const quietLooks = 3
const tellEveryMs = 5_000

/** Follows a generation until nothing is left to process. Null: told not to wait any longer. */
export async function followAnew(
  coordinator: Coordinator,
  generation: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<ProcessedAnew | null> {
  let before = await coordinator.progressOf(generation)
  let first: GenerationProgress | null = null
  let quiet = 0
  for (let told = Date.now(); !signal.aborted; ) {
    const now = await coordinator.progressOf(generation, before)
    // The time until somebody starts is none of its work.
    if (now.processed > 0) first ??= before
    quiet = now.behind + now.behindInside === 0 ? quiet + 1 : 0
    if (first !== null && quiet === quietLooks) {
      const records = now.processed - first.processed
      const seconds = (now.at - first.at) / 1_000
      return { records, seconds, recordsPerSecond: Math.round(records / seconds) }
    }
    if (Date.now() - told >= tellEveryMs) {
      told = Date.now()
      progress.note(first === null ? '  waiting for an instance to begin' : line(now))
    }
    before = now
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
  }
  return null
}

const line = ({ processed, behind, perSecond, etaMs }: GenerationProgress) =>
  `  ${processed.toLocaleString('en')} of ${(processed + behind).toLocaleString('en')} records` +
  (perSecond ? `, ${Math.round(perSecond).toLocaleString('en')} a second` : '') +
  (etaMs ? `, ${duration(etaMs)} to go` : '')
