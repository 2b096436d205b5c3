import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { JvmTools } from './jvmTools.ts'

export interface JavaProcessOptions extends JvmTools {
  readonly heapMegabytes: number
  /** Default `warn`. */
  readonly logLevel?: 'info' | 'warn'
  /** Further flags of the JVM. */
  readonly flags?: readonly string[]
}

/**
 * Starts one of Kafka's main classes with its output in a fresh log file; resolves to the process id. The process has
 * a group of its own: Ctrl-C ends the application, which can still commit and leave its group before it stops the broker.
 */
export function javaProcess(
  { java, libs, heapMegabytes, logLevel = 'warn', flags = [] }: JavaProcessOptions,
  main: readonly string[],
  logFile: string,
): Promise<number> {
  const log = openSync(logFile, 'w')
  const args = [
    `-Xmx${heapMegabytes}m`,
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    ...flags,
    `-Dorg.slf4j.simpleLogger.defaultLogLevel=${logLevel}`,
    '-cp',
    join(libs, '*'),
    ...main,
  ]
  const child = spawn(java, args, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve(child.pid!))
  })
}
