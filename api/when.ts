/** An instant as the API writes it. */
export const when = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString()
