import { spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mutation, mutations } from './mutations.ts'

export interface MutationResult {
  readonly name: string
  /** The first scenario or seed that noticed, and what; null when none did. */
  readonly noticed: { readonly where: string; readonly problem: string } | null
}

/** One schedule takes a hundredth of a second; also on a machine that has much to do it ends by then. */
const silenceMs = 120_000

const root = join(import.meta.dirname, '..', '..')

/** Runs the schedules against the runtime with one protective line removed, for each such line. */
export async function checkMutations(options: {
  readonly from: number
  readonly to: number
  readonly say: (line: string) => void
}): Promise<readonly MutationResult[]> {
  const results: MutationResult[] = []
  for (const mutation of mutations) {
    const result = await checkMutation(mutation, options.from, options.to)
    results.push(result)
    options.say(
      result.noticed === null
        ? `✗ not noticed: ${mutation.name}`
        : `✓ ${mutation.name}\n    ${result.noticed.where}: ${result.noticed.problem}`,
    )
  }
  return results
}

/** Seeds `from` to `to`, until one notices. Its own process: modules are loaded once in each. */
export async function checkMutation(mutation: Mutation, from: number, to: number): Promise<MutationResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
  try {
    copyProject(folder)
    for (const { file, find, replace } of mutation.patches) {
      const path = join(folder, 'streams', file)
      writeFileSync(path, patched(readFileSync(path, 'utf8'), file, find, replace))
    }
    return { name: mutation.name, noticed: await firstFailure(folder, from, to) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Throws when the text is not there exactly once: the table must follow the code. */
export function patched(text: string, file: string, find: string, replace: string): string {
  const parts = text.split(find)
  if (parts.length !== 2)
    throw new Error(
      `streams/${file} has this ${parts.length - 1} times, and a mutation needs it once:\n${find}`,
    )
  return parts.join(replace)
}

function copyProject(folder: string): void {
  const copied = (path: string) => !path.includes('node_modules') && !path.endsWith('.test.ts')
  for (const part of ['streams', 'simulation'])
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: copied })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules')))
    symlinkSync(
      name === 'millrace' ? join(folder, 'streams') : join(root, 'node_modules', name),
      join(folder, 'node_modules', name),
    )
}

function firstFailure(folder: string, from: number, to: number) {
  return new Promise<MutationResult['noticed']>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(folder, 'simulation', 'untilFailure.ts'), String(from), String(to)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let out = ''
    let errors = ''
    // A mutation may spin without ever waiting: that is noticed too.
    const timer = setTimeout(() => child.kill('SIGKILL'), silenceMs)
    child.stdout.on('data', data => {
      out += data
      timer.refresh()
    })
    child.stderr.on('data', data => {
      errors += data
    })
    child.once('error', reject)
    child.once('close', code => {
      clearTimeout(timer)
      if (code === null) resolve({ where: out.trim().split('\n').at(-1)!, problem: 'it never ended' })
      else if (code === 0) resolve(JSON.parse(out.trim().split('\n').at(-1)!) as MutationResult['noticed'])
      else reject(new Error(`The run of a mutation broke: ${errors.slice(0, 2000)}`))
    })
  })
}
