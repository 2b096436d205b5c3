import type { OutputCounter } from '../bench/outputCounter.ts'

/** Polls until it is stopped: a reader that is there all the time, as the world is. */
export function countInBackground(counter: OutputCounter): { stop(): Promise<void> } {
  let running = true
  const done = (async () => {
    while (running) await counter.poll()
  })()
  return {
    stop: async () => {
      running = false
      await done
    },
  }
}
