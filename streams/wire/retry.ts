import { KafkaError, KafkaUnreachable } from './kafkaError.ts'

export interface RetryRules {
  readonly operation: string
  /** `left`: milliseconds until nothing more is attempted. */
  readonly deadline: { readonly left: number }
  readonly closing: AbortSignal
  /** Resolves after so many milliseconds; rejects when the client is closed. */
  readonly sleep: (ms: number) => Promise<void>
  /** Whether it may be sent again though it may have been carried out. */
  readonly repeatable: boolean
  readonly retries: (error: KafkaError) => boolean
  /** Called before each new attempt, to forget what led to the wrong broker. */
  readonly onFailure: (error: KafkaError | KafkaUnreachable) => void
}

/** Attempts until one succeeds, one fails for good, or the deadline passes. */
export async function retry<T>(rules: RetryRules, attempt: () => Promise<T>): Promise<T> {
  let sentBefore = false
  for (let failures = 0; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof KafkaError) && !(error instanceof KafkaUnreachable)) throw error
      const again =
        error instanceof KafkaError ? rules.retries(error) : rules.repeatable || error.outcome === 'not-sent'
      if (error instanceof KafkaUnreachable && error.outcome === 'unknown') sentBefore = true
      rules.onFailure(error)
      const pause = pauseAfter(error, failures)
      if (!again || rules.closing.aborted || rules.deadline.left <= pause)
        throw atTheEnd(error, sentBefore, rules.operation)
      try {
        await rules.sleep(pause)
      } catch {
        throw atTheEnd(error, sentBefore, rules.operation)
      }
    }
  }
}

/** A transaction that is still ending ends within milliseconds; leaders and coordinators take longer to move. */
function pauseAfter(error: KafkaError | KafkaUnreachable, failures: number): number {
  const ending = error instanceof KafkaError && error.kafkaName === 'CONCURRENT_TRANSACTIONS'
  return ending ? Math.min(20, 2 * 2 ** failures) : Math.min(250, 10 * 2 ** failures)
}

/** An earlier attempt may have been carried out, though the last one certainly was not. */
function atTheEnd(error: KafkaError | KafkaUnreachable, sentBefore: boolean, operation: string): Error {
  const hides = error instanceof KafkaUnreachable && error.outcome === 'not-sent' && sentBefore
  return hides ? new KafkaUnreachable(operation, 'unknown', error) : error
}
