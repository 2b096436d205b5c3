import type { Time } from './time.ts'

/** What the promise gives, or undefined when that takes longer than `ms`. It goes on by itself then; a later failure is nobody's. */
export async function within<T>(time: Time, ms: number, promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const cancel = time.after(ms, () => resolve(undefined))
  return Promise.race([promise, late]).finally(cancel)
}
