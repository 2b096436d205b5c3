/** One press of Ctrl-C may arrive twice: from the terminal and from the launcher. */
const samePressMs = 400

/** Aborts at the first SIGINT, SIGTERM or SIGHUP; the second one ends the process at once. */
export function stopSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController()
  let first = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now()
      if (!controller.signal.aborted) {
        first = now
        onFirst()
        controller.abort()
      } else if (now - first > samePressMs) process.exit(130)
    })
  }
  return controller.signal
}
