import { diskFull, exitedEarly, folderInUse, foreignFolder, noMemory, portTaken } from './messages.ts'

/** What is known about a broker process that ended before it was ready. */
export interface EarlyExit {
  readonly log: string
  readonly logFile: string
  readonly folder: string
  readonly port: number
  readonly heapMegabytes: number
  readonly availableMegabytes: number
}

/** Turns the log of a broker that did not come up into the message that helps; unknown causes show the log's end. */
export function explainExit(exit: EarlyExit): string {
  const { log } = exit
  if (/insufficient memory for the Java Runtime|Could not reserve enough space|OutOfMemoryError/.test(log)) {
    return noMemory(exit.heapMegabytes, exit.availableMegabytes)
  }
  if (/No space left on device|ENOSPC/.test(log)) return diskFull(exit.folder)
  if (/Address already in use|BindException/.test(log)) return portTaken(exit.port, undefined)
  if (/Failed to acquire lock on file/.test(log)) return folderInUse(exit.folder)
  const mismatch =
    /(Invalid cluster\.id|Stored node id|unexpected cluster id|InconsistentClusterId)[^\n]*/.exec(log)
  if (mismatch) return foreignFolder(exit.folder, mismatch[0])
  return exitedEarly(lastLines(log, 15), exit.logFile)
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
