import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

/** A checkout with the launcher, an empty lock file and entries of its own: nothing has to be installed in it. */
const checkout = mkdtempSync(join(tmpdir(), 'cabinet-launch-'))
afterAll(() => rmSync(checkout, { recursive: true }))

cpSync(import.meta.dirname, join(checkout, 'launch'), { recursive: true })
for (const folder of ['cli', 'streams', 'bench', 'node_modules/rocksdb-native']) {
  mkdirSync(join(checkout, folder), { recursive: true })
}
write('package.json', JSON.stringify({ engines: { node: '>=24' }, type: 'module' }))
write('package-lock.json', JSON.stringify({ packages: {} }))
write('node_modules/rocksdb-native/index.js', '')
write(
  'cli/main.ts',
  "const args: string[] = process.argv.slice(2)\nconsole.log('main', args.join(' '), process.cwd())",
)
write('cli/start.ts', "console.log(process.env.PATH?.split(':')[0])\nprocess.exitCode = 7")
write('bench/main.ts', "process.kill(process.pid, 'SIGKILL')")

function write(file: string, text: string): void {
  writeFileSync(join(checkout, file), text)
}

function run(file: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(checkout, 'launch', file), ...args], {
    cwd: tmpdir(),
    encoding: 'utf8',
    // A stand-in for npm, for the one test that comes to it.
    env: { ...process.env, npm_execpath: join(checkout, 'npm-cli.js') },
  })
}

describe('launch', () => {
  test('a task runs its TypeScript entry with node_modules/.bin first in PATH, and leaves with its exit code', () => {
    const { status, stdout } = run('run.mjs', 'start')
    expect(stdout.trim()).toMatch(/cabinet-launch-\w+\/node_modules\/\.bin$/)
    expect(status).toBe(7)
  })

  test('cabinet passes its arguments on and stays in the folder it was called from', () => {
    expect(run('cabinet.mjs', 'topics', '--dry-run').stdout).toContain(`main topics --dry-run ${tmpdir()}`)
  })

  test('an entry that a signal ended gives the code that a shell would give', () => {
    expect(run('run.mjs', 'bench').status).toBe(128 + 9)
  })

  test('an unknown task is refused with the list of those there are', () => {
    const { status, stderr } = run('run.mjs', 'tset')
    expect(stderr).toContain('There is no task "tset". Tasks: start, test')
    expect(status).toBe(2)
  })

  test('a RocksDB without libatomic is answered with the package to install', () => {
    const error = 'libatomic.so.1: cannot open shared object file: No such file or directory'
    write('node_modules/rocksdb-native/index.js', `throw new Error('${error}')`)
    const { status, stderr } = run('run.mjs', 'start')
    expect(stderr).toContain('apt-get install libatomic1')
    expect(status).toBe(1)
    write('node_modules/rocksdb-native/index.js', '')
  })

  test('packages that differ from the lock file are installed; a failure shows npm’s words and a remedy', () => {
    const lock = (version: string) => JSON.stringify({ packages: { 'node_modules/x': { version } } })
    write('node_modules/.package-lock.json', lock('1.0.0'))
    write('package-lock.json', lock('1.0.1'))
    write('npm-cli.js', "console.error('npm error code ENOTFOUND', process.argv[2]); process.exitCode = 1")
    const { status, stderr } = run('run.mjs', 'start')
    expect(stderr).toMatch(
      /Updating dependencies[\s\S]*npm failed[\s\S]*ENOTFOUND ci[\s\S]*check the network/,
    )
    expect(status).toBe(1)

    // The work is not taken for done, even if npm's own record says so: only a success ends it.
    write('package-lock.json', lock('1.0.0'))
    expect(run('run.mjs', 'start').status).toBe(1)
    write('npm-cli.js', '')
    expect(run('run.mjs', 'start').stderr).toContain('Installed in')
    expect(run('run.mjs', 'start')).toMatchObject({ status: 7, stderr: '' })
  })
})
