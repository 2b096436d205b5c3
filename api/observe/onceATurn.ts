/** Reads once for all who ask in the same turn: the metrics of one scrape agree with each other, and cost one reading. */
export function onceATurn<T>(read: () => T): () => T {
  let last: { readonly value: T } | null = null
  return () => {
    if (last === null) {
      last = { value: read() }
      queueMicrotask(() => {
        last = null
      })
    }
    return last.value
  }
}
