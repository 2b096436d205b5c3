import type { Failure, FailureResponse } from '../processing/failure.ts'
import type { Logger } from './logger.ts'
import type { Time } from './time.ts'

/** So many lines in so long; what comes beyond them is counted and told at its end. */
const lines = 10
const windowMs = 10_000
/** Kinds of error that are told apart in the count. */
const kinds = 20

/**
 * Records that failed, in the log: each with its place. A flood of them would fill the disk and bury everything else: of
 * those beyond ten in ten seconds the number is told, by what was wrong.
 */
export class FailureLog {
  readonly #logger: Logger
  readonly #time: Time
  #told = 0
  #counted = new Map<string, number>()
  #cancel: (() => void) | null = null

  constructor(logger: Logger, time: Time) {
    this.#logger = logger
    this.#time = time
  }

  tell({ stage, task, node, error, record }: Failure, response: FailureResponse): void {
    this.#cancel ??= this.#time.after(windowMs, () => this.close())
    // What stops the instance is always told.
    if (this.#told < lines || response === 'fail') {
      this.#told++
      const { topic, partition, offset } = record ?? { topic: null, partition: null, offset: null }
      this.#logger.warn(
        { stage, response, topic, partition, offset, task, node, error: error.message },
        'a record failed',
      )
      return
    }
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
    const kind = this.#counted.has(code) || this.#counted.size < kinds ? code : 'others'
    this.#counted.set(kind, (this.#counted.get(kind) ?? 0) + 1)
  }

  /** Ends the window: tells what was counted. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#told = 0
    if (this.#counted.size === 0) return
    const errors = Object.fromEntries(this.#counted)
    const records = Object.values(errors).reduce((sum, count) => sum + count, 0)
    this.#counted = new Map()
    this.#logger.warn({ records, errors }, 'more records failed')
  }
}
