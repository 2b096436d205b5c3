import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type Config, readConfig } from '../config/readConfig.ts'
import { underSupervision } from '../supervisor/underSupervision.ts'
import { describeError } from './describeError.ts'
import { type LogIdentity, logging } from './logging.ts'
import { wouldRepeat } from './wouldRepeat.ts'

/** Something that runs in a process under a supervisor. */
export interface Runnable {
  /** Rejects with what ended it by itself. */
  readonly done: Promise<void>
  isReady(): Promise<boolean>
  stop(options?: { readonly leave?: boolean }): Promise<void>
}

export interface Environment {
  readonly config: Config
  readonly brokers: readonly string[]
  readonly logger: Logger
}

/** Runs it until the supervisor says otherwise, telling whether it is ready; then ends the process. */
export async function runUnderSupervision(
  identity: LogIdentity,
  start: (environment: Environment) => Promise<Runnable>,
): Promise<never> {
  const config = readConfig()
  const supervision = underSupervision(config.STOP_TIMEOUT_MS)
  const { stopping } = supervision
  const { logger, flush } = logging(config, identity)
  try {
    const running = await start({ config, brokers: (config.KAFKA_BROKERS ?? '').split(','), logger })
    const failed = running.done.then(() => {})
    failed.catch(() => {})
    let ready = false
    while (!stopping.aborted) {
      if ((await running.isReady()) !== ready) {
        ready = !ready
        await supervision.tell({ type: 'ready', ready })
      }
      await Promise.race([failed, setTimeout(50, undefined, { signal: stopping }).catch(() => {})])
    }
    await running.stop({ leave: supervision.leave })
    flush()
    process.exit(0)
  } catch (error) {
    await supervision.tell({ type: 'failing', reason: describeError(error), retry: !wouldRepeat(error) })
    flush()
    process.exit(1)
  }
}
