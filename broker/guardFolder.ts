import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { join } from 'node:path'

/** Has the folder and its broker removed when this process ends, in whatever way, or when the returned call is made. */
export function guardFolder(path: string): () => void {
  // A group of its own: Ctrl-C must not end the guard with those it cleans up after.
  const guard = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts'), path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  const pipe = guard.stdin as Socket
  pipe.unref()
  // Without a guard the next run's sweep remains.
  guard.on('error', () => undefined)
  pipe.on('error', () => undefined)
  return () => pipe.end()
}
