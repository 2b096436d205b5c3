/** Resolves with the promise, or after so many milliseconds. */
export async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const timer = Promise.withResolvers<void>()
  const timeout = setTimeout(timer.resolve, ms)
  try {
    await Promise.race([promise, timer.promise])
  } finally {
    clearTimeout(timeout)
  }
}
