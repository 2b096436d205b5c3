import { evidence, lastWords } from './evidence.ts'
import type { MeasuredProcess } from './measuredProcess.ts'
import type { OutputCounter } from './outputCounter.ts'

/** So long without anything new is taken for a standstill. */
const stallMs = Number(process.env.STALL_MS) || 90_000

/** Polls until the goal is reached. Throws when nothing new comes for a minute and a half, or an instance ends by itself. */
export async function countUntil(
  counter: OutputCounter,
  goal: () => boolean,
  watch: { readonly instances: readonly MeasuredProcess[]; readonly progress?: (distinct: number) => void },
): Promise<void> {
  let newest = performance.now()
  while (!goal()) {
    const found = await counter.poll()
    const now = performance.now()
    if (found > 0) newest = now
    watch.progress?.(counter.distinct)
    for (const { ending, log } of watch.instances) {
      if (ending !== null)
        throw new Error(`An instance ended by itself (${ending}). Its last words: ${lastWords(log)}`)
    }
    if (now - newest > stallMs) {
      const seen = `No new output for ${stallMs / 1000} s, at ${counter.distinct} keys`
      throw new Error([seen, ...(await evidence(counter, watch.instances))].join('\n    '))
    }
  }
}
