/** What the flow page asks, and how often, ms; with a step's panel open, whose records are kept meanwhile. */
const asked = [
  { path: 'flow', everyMs: 2_000 },
  { path: 'nodes/avec-patient/records', everyMs: 1_500 },
  { path: 'nodes/avec-patient/failures', everyMs: 5_000 },
]

/** An open flow page, without the browser: that has a machine of its own. Returns how to close it, which resolves to how long each answer took, ms. */
export function openPage(base: string): () => Promise<readonly number[]> {
  const answers: number[] = []
  const closing = new AbortController()
  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      closing.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  const keepAsking = async (path: string, everyMs: number) => {
    while (!closing.signal.aborted) {
      const at = performance.now()
      const response = await fetch(`${base}/streams/${path}`)
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`The console answers ${response.status} to ${path}`)
      answers.push(performance.now() - at)
      await pause(everyMs)
    }
  }
  const all = Promise.all(asked.map(({ path, everyMs }) => keepAsking(path, everyMs)))
  all.catch(() => {}) // told at the end
  return async () => {
    closing.abort()
    await all
    return answers
  }
}
