import { readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Which broker runs on a data folder, and for whom; kept beside the data, so that the next start finds it. */
export interface PidFile {
  readonly pid: number
  readonly port: number
  /** The process that started it. While that one lives, nobody else may stop the broker. */
  readonly owner: number
}

export function readPidFile(file: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PidFile
  } catch {
    // None, or half written by a process that was killed: as good as none.
    return undefined
  }
}

export function writePidFile(file: string, content: PidFile): void {
  writeFileSync(file, `${JSON.stringify(content)}\n`)
}

export function removePidFile(file: string): void {
  rmSync(file, { force: true })
}
