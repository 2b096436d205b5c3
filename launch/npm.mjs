import { spawn } from 'node:child_process'
import { basename, delimiter, dirname } from 'node:path'

/**
 * Runs npm quietly in `node`; resolves to its exit code and all it said. Uses the very npm that started us, if one did;
 * any other finds its Node through PATH.
 */
export function npm(args, cwd, node = process.execPath) {
  const [command, first] = npmCommand(process.env.npm_execpath, node)
  const child = spawn(command, [...first, ...args], {
    cwd,
    env: { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: first.length === 0 && process.platform === 'win32',
  })
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: 127, output: error.message }))
    child.once('close', code => resolve({ code: code ?? 1, output }))
  })
}

function npmCommand(script, node) {
  const known = script !== undefined && basename(script) === 'npm-cli.js'
  return known ? [node, [script]] : ['npm', []]
}
