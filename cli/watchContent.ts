import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** How often files are looked at. */
const lookMs = 2_000

/** What lies in files, to compare; also when they cannot be read. */
export function contentOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    try {
      hash.update(readFileSync(path))
    } catch (error) {
      hash.update(String(error))
    }
    hash.update('\0')
  }
  return hash.digest('base64')
}

/** Calls back, within seconds, whenever other content lies in files than `since`. Returns how to end that. */
export function watchContent(paths: readonly string[], since: string, changed: () => void): () => void {
  let seen = since
  const timer = setInterval(() => {
    const now = contentOf(paths)
    if (now === seen) return
    seen = now
    changed()
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}
