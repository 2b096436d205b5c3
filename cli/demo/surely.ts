import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { PublishedRecord, Publisher } from '../../api/commands/publisher.ts'

export interface SurelyOptions {
  readonly publisher: Pick<Publisher, 'publish'>
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** Publishes again until it is written: a repeat has no further effect, a gap would be a patient who never came. */
export async function surely(
  records: readonly PublishedRecord[],
  { publisher, signal, logger }: SurelyOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await publisher.publish(records)
      return
    } catch (error) {
      logger.warn({ error: (error as Error).message }, 'records of the practice were not taken; once more')
      await setTimeout(1_000, undefined, { signal }).catch(() => {})
    }
  }
}
