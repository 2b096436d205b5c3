/** Makes an action idempotent: the first call does it, every later one gets the same promise. */
export function once(work: () => Promise<unknown>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work().then(() => undefined)
    return done
  }
}
