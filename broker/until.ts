import { setTimeout as delay } from 'node:timers/promises'

/** Asks every `every` ms until the answer is true; false when `within` ms have passed without one. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { within, every = 100 }: { within: number; every?: number },
): Promise<boolean> {
  const deadline = Date.now() + within
  while (!(await holds())) {
    if (Date.now() >= deadline) return false
    await delay(every)
  }
  return true
}
