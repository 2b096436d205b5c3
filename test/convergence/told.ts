/** One event that somebody tells: a record to be. */
export interface Told {
  readonly eventId: string
  readonly type: string
  /** Event time, ms. */
  readonly time: number
  readonly data: Readonly<Record<string, unknown>>
}

/** The first moment of every history. */
export const start = Date.UTC(2026, 0, 5, 8)
export const hour = 3_600_000

export const iso = (instant: number): string => new Date(instant).toISOString()
