import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import type { Config } from '../config/readConfig.ts'
import { root } from './root.ts'

export interface Logging {
  readonly logger: Logger
  /** Where the lines go, for people. */
  readonly place: string
  /** Writes out what is still in memory. */
  flush(): void
}

/** JSON lines, to data/logs/cabinet.log or to standard output; of an instance under a supervisor, each with its number. */
export function logging(config: Pick<Config, 'LOG_FORMAT' | 'LOG_LEVEL'>, instance?: number): Logging {
  const file = join(root, 'data', 'logs', 'cabinet.log')
  const inFile = config.LOG_FORMAT === 'file'
  // Several processes write to one place: a line a write keeps their lines whole.
  const sync = instance !== undefined
  const destination = pino.destination({ dest: inFile ? file : 1, mkdir: true, sync })
  destination.on('error', () => {}) // its reader is gone
  const base = { pid: process.pid, ...(instance !== undefined && { instance }) }
  const logger = pino({ level: config.LOG_LEVEL, base }, destination)
  return {
    logger,
    place: inFile ? file : 'standard output',
    flush: () => {
      try {
        destination.flushSync()
      } catch {
        // Not open yet: there was nothing to write.
      }
    },
  }
}
