export interface RetryOptions {
  /** Mean of the first wait is half of this, ms. */
  readonly baseMs: number
  /** No wait is longer, ms. */
  readonly capMs: number
}

/** Exponential backoff with full jitter: anything up to a bound that doubles with each failure. `tries` from 1. */
export function retryDelay(tries: number, { baseMs, capMs }: RetryOptions, random: () => number): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(tries - 1, 40))
  return Math.ceil(random() * bound)
}
