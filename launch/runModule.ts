import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Runs a JavaScript program out of node_modules in this Node, on this terminal; resolves to its exit code. */
export function runModule(
  module: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'node_modules', module), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  const passOn = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGTERM', passOn)
  // Ctrl-C is delivered to the child as well: this process only has to outlive it.
  process.on('SIGINT', ignore)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => {
      process.off('SIGTERM', passOn)
      process.off('SIGINT', ignore)
      resolve(code ?? 1)
    })
  })
}

function ignore(): void {}
