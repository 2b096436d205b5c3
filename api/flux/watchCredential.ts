/** Looks every so often whether what a client showed when it connected still holds; `ended` once it does not. Returns how to stop. */
export function watchCredential(
  holds: () => Promise<boolean>,
  everyMs: number,
  ended: () => void,
): () => void {
  let isLooking = false
  const timer = setInterval(async () => {
    if (isLooking) return
    isLooking = true
    if (!(await holds())) ended()
    isLooking = false
  }, everyMs)
  return () => clearInterval(timer)
}
