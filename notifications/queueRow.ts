import type { Request } from './request.ts'

/** What waits for one recipient, the next one first. Key: the recipient. There is none for whom nothing waits. */
export interface QueueRow {
  readonly v: 1
  readonly waiting: readonly Request[]
  /** Tries of the first that failed. */
  readonly tries: number
  /** From when on the first may be tried, by the clock, ms since 1970; of one that is being tried: when its claim is over. */
  readonly due: number
  /** Who tries the first now, or tried it and did not say how it went. */
  readonly claim: string | null
  /** An earlier claim on the first ran out: it may have been sent. */
  readonly isDoubtful: boolean
}
