/** One for each queue, in the order in which they are due. Key: {@link dueKey}. */
export interface DueRow {
  readonly v: 1
  readonly recipient: string
  /** The first that waits. */
  readonly eventId: string
  /** Its event time. */
  readonly time: number
  /** It is not sent when it is old; one that somebody sent in again is. */
  readonly expires: boolean
}

/** Thirteen digits last until the year 2286. */
const padded = (due: number) => String(Math.max(0, Math.floor(due))).padStart(13, '0')

export const dueKey = (due: number, recipient: string): string => `${padded(due)}/${recipient}`

/** Before all that is due later. */
export const dueBound = (now: number): string => padded(now + 1)
