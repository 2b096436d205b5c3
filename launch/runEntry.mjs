import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * Runs a TypeScript file in `node` and resolves to its exit code. Terminal, environment and signals are passed through;
 * node_modules/.bin comes first in PATH, so that tools and child processes get the same Node.
 */
export function runEntry(root, node, entry, args, cwd) {
  const bin = join(root, 'node_modules', '.bin')
  const child = spawn(node, [join(root, entry), ...args], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, PATH: bin + delimiter + (process.env.PATH ?? '') },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the whole foreground group: passing it on would make it two, and two mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 1)))
  })
}
