import { spawn } from 'node:child_process'
import { basename } from 'node:path'

/** Runs npm quietly; resolves to its exit code and all it said. Uses the very npm that started us, if one did. */
export function npm(args, cwd) {
  const [command, first] = npmCommand(process.env.npm_execpath)
  const child = spawn(command, [...first, ...args], {
    cwd,
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

function npmCommand(script) {
  const known = script !== undefined && basename(script) === 'npm-cli.js'
  return known ? [process.execPath, [script]] : ['npm', []]
}
