/** How finely event time is looked at: what becomes due within an hour is due at its end. */
export const tickMs = 3_600_000

/**
 * Up to when things are due, by a task's event time. Punctuators and records look at the same, so that what comes late is
 * due at once if it would have been due by now, and no later.
 */
export const horizonAt = (streamTime: number): number => Math.floor(streamTime / tickMs) * tickMs
