import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { CommandOutbox } from '../api/outbox/commandOutbox.ts'
import type { Config } from '../config/readConfig.ts'
import type { Connection } from './connect.ts'
import { outboxOptions } from './outboxOptions.ts'
import { root } from './root.ts'
import { stateDirOf } from './stateDirOf.ts'

export interface LeftOutboxesOptions {
  readonly config: Config
  readonly connection: Connection
  readonly logger: Logger
  /** That run, with an outbox of their own where OUTBOX says so. */
  readonly instances: number
  readonly signal: AbortSignal
}

/**
 * Sends what lies in outboxes that no instance has any more: there were more of them before, or OUTBOX was 1. Resolves when
 * all is sent, or given up; whatever goes wrong is logged, and tried again at the next start.
 */
export async function sendLeftOutboxes(options: LeftOutboxesOptions): Promise<void> {
  const { config, connection, logger, instances, signal } = options
  for (const stateDir of leftStateDirs(resolve(root, config.STATE_DIR), instances, config.OUTBOX)) {
    const settings = outboxOptions(stateDir, config, connection, logger)
    try {
      const outbox = await CommandOutbox.open(settings)
      try {
        await outbox.emptied(signal)
      } finally {
        await outbox.close()
      }
    } catch (error) {
      if (signal.aborted) return
      logger.warn({ folder: settings.folder, error: String(error) }, 'an outbox of nobody could not be sent')
    }
  }
}

/** State directories with an outbox that no running instance opens. */
export function leftStateDirs(stateDir: string, instances: number, haveOutbox: boolean): readonly string[] {
  const numbers = existsSync(stateDir) ? readdirSync(stateDir).filter(name => /^\d+$/.test(name)) : []
  return [1, ...numbers.map(Number)]
    .filter(number => !haveOutbox || number > instances)
    .map(number => stateDirOf(stateDir, number))
    .filter(each => existsSync(join(each, 'outbox')))
}
