import type { Application } from './application.ts'
import type { OutputCounter } from './outputCounter.ts'

/** So long without anything new is taken for a standstill. */
const stallMs = 90_000

/** Polls until the goal is reached. Throws when nothing new comes for a minute and a half, or an instance ends by itself. */
export async function countUntil(
  counter: OutputCounter,
  goal: () => boolean,
  watch: { readonly instances: readonly Application[]; readonly progress?: (distinct: number) => void },
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
      const words = watch.instances.map(({ log }) => lastWords(log)).join(' | ')
      throw new Error(
        `No new output for ${stallMs / 1000} s, at ${counter.distinct} keys. Last words: ${words}`,
      )
    }
  }
}

const lastWords = (log: Application['log']) =>
  log
    .slice(-5)
    .map(({ msg, error, why }) => [msg, error, why].filter(Boolean).join(': '))
    .join(' · ') || 'none'
