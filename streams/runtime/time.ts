/** Time as the runtime meets it: the machine's, or a simulation's. Everything that waits, waits through this. */
export interface Time {
  /** Milliseconds since 1970: wall-clock punctuators, the age of positions. */
  now(): number
  /** Milliseconds since some moment; never goes back. For durations. */
  elapsed(): number
  /** Calls once, after so many milliseconds; returns how to prevent it. */
  after(ms: number, call: () => void): () => void
  sleep(ms: number): Promise<void>
  /** Lets answers arrive and timers run before the caller goes on. */
  breathe(): Promise<void>
}

export const systemTime: Time = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  breathe: () => new Promise(resolve => setImmediate(resolve)),
}
