import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { until } from './until.ts'

/**
 * Whether the process runs, or still holds its files and ports. A zombie (dead, but its parent never asked) does not,
 * though signal 0 finds it; but a JVM's first thread is a zombie while the others are still being ended.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    // The state is the first field after the name in parentheses, which may itself hold spaces.
    const zombie = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    return !zombie || readdirSync(`/proc/${pid}/task`).length > 1
  } catch {
    // No /proc here: signal 0's word is all there is.
    return true
  }
}

/** The command line of a process: process ids are reused, so a pid file alone proves nothing. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? ''
  }
}

/** Asks a process to end, waits, and makes it end after `grace` ms. Resolves when it is gone. */
export async function endProcess(pid: number, grace: number): Promise<void> {
  signal(pid, 'SIGTERM')
  if (await until(() => !isAlive(pid), { within: grace, every: 25 })) return
  await killProcess(pid)
}

export async function killProcess(pid: number): Promise<void> {
  signal(pid, 'SIGKILL')
  await until(() => !isAlive(pid), { within: 5000, every: 10 })
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already, which is what was wanted.
  }
}
