/** One measured number. */
export interface Figure {
  readonly value: number
  readonly unit: string
}

/** What one phase of the benchmark found. */
export interface PhaseResult {
  /** The outputs were complete and without duplicates. */
  readonly ok: boolean
  readonly figures: Readonly<Record<string, Figure>>
  /** Lines for people: what was seen and is no number. */
  readonly notes: readonly string[]
}

/** Rounded to four digits: more would pretend. */
export function figure(value: number, unit: string): Figure {
  return { value: Number.isInteger(value) ? value : Number(value.toPrecision(4)), unit }
}

export const seconds = (ms: number) => figure(ms / 1000, 's')
export const megabytes = (bytes: number) => figure(bytes / 1e6, 'MB')
