import { setTimeout as sleep } from 'node:timers/promises'

/** Polls until it holds. Throws `late` when that takes longer. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  late: () => string,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${late()} (waited ${withinMs / 1000} s)`)
    await sleep(20)
  }
}
