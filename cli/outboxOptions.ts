import { join } from 'node:path'
import type { Logger } from 'pino'
import type { CommandOutboxOptions } from '../api/outbox/commandOutbox.ts'
import type { Config } from '../config/readConfig.ts'
import type { Connection } from './connect.ts'
import { commandHeadersOf } from './outputOf.ts'

/** Of the outbox of the instance that has this state directory. */
export function outboxOptions(
  stateDir: string,
  config: Config,
  { prompt }: Connection,
  logger: Logger,
): CommandOutboxOptions {
  return {
    folder: join(stateDir, 'outbox'),
    maxRecords: config.OUTBOX_RECORDS,
    maxBytes: config.OUTBOX_BYTES,
    kafka: prompt,
    applicationId: config.APPLICATION_ID,
    headersOf: commandHeadersOf(config),
    log: logger,
  }
}
