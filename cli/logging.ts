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

/** Of one process of several: which one. */
export type LogIdentity = { readonly instance: number } | { readonly worker: string }

/** JSON lines, to data/logs/cabinet.log or to standard output; of one process of several, each says of which. */
export function logging(config: Pick<Config, 'LOG_FORMAT' | 'LOG_LEVEL'>, identity?: LogIdentity): Logging {
  const file = join(root, 'data', 'logs', 'cabinet.log')
  const inFile = config.LOG_FORMAT === 'file'
  // Several processes write to one place: a line a write keeps their lines whole.
  const sync = identity !== undefined
  const destination = pino.destination({ dest: inFile ? file : 1, mkdir: true, sync })
  destination.on('error', () => {}) // its reader is gone
  const base = { pid: process.pid, ...identity }
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
